import { execFile } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A real file system of a few blocks, in memory. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Nothing, with the reason, where this user may not mount one. */
  static async mount(folder: string, bytes: number): Promise<SmallDisk | { readonly refused: string }> {
    await mkdir(folder, { recursive: true });
    try {
      await promisify(execFile)('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
      return new SmallDisk(folder);
    } catch (error) {
      return { refused: (error as Error).message.split('\n').filter(Boolean).at(-1) ?? 'mount failed' };
    }
  }

  /** Takes all room but so many bytes, to the block. */
  async fill(left: number): Promise<void> {
    const { bavail, bsize } = await statfs(this.folder);
    await writeFile(this.filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  }

  /** Gives the room back. */
  async free(): Promise<void> {
    await rm(this.filler, { force: true });
  }

  async unmount(): Promise<void> {
    await promisify(execFile)('umount', [this.folder]);
  }

  private get filler(): string {
    return join(this.folder, 'filler');
  }
}
