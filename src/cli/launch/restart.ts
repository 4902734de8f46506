import { statSync } from 'node:fs';
import type { RunDirectory } from '../../core/run/directory.js';

/** Knows from what a run can be started again. */
export class Restart {
  private readonly replaced: string | undefined;

  /** To be made before the ranks start. */
  constructor(
    private readonly args: readonly string[],
    private readonly directory?: RunDirectory,
  ) {
    this.replaced = this.args.includes('--force') ? this.checkpoint() : undefined;
  }

  /** The arguments that go on from the last checkpoint; those of the beginning while this run has saved none. */
  get arguments(): readonly string[] {
    const isOld = this.replaced !== undefined && this.checkpoint() === this.replaced;
    if (!this.directory?.resumable || isOld || this.resumes) return this.args;
    return [...this.args.filter((argument) => argument !== '--force'), '--resume'];
  }

  private get resumes(): boolean {
    return this.args.some((argument) => /^--resume(=|$)/.test(argument));
  }

  /** Another one each time, since checkpoints are new files that appear whole. */
  private checkpoint(): string | undefined {
    const file = this.directory && statSync(this.directory.lastCheckpoint, { throwIfNoEntry: false });
    return file && `${file.ino} ${file.mtimeMs}`;
  }
}
