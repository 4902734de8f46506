import { existsSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../core/files/make-folder.js';

/** `rank-<n>.log` in the folder of a run: what the ranks print that do not have the terminal. */
export class RankLogs {
  private constructor(
    private readonly folder: string,
    private readonly made: boolean,
  ) {}

  /** Makes the folder where it is missing. */
  static async in(folder: string): Promise<RankLogs> {
    const made = !existsSync(folder);
    await makeFolder(folder);
    return new RankLogs(folder, made);
  }

  of(rank: number): string {
    return join(this.folder, `rank-${rank}.log`);
  }

  /** Removes the logs that nothing was written to, and the folder where it came to hold nothing else. */
  removeEmpty(ranks: number): void {
    for (let rank = 1; rank < ranks; rank++) {
      const file = this.of(rank);
      if (statSync(file, { throwIfNoEntry: false })?.size === 0) rmSync(file);
    }
    try {
      if (this.made) rmdirSync(this.folder);
    } catch {
      // the run is in it
    }
  }
}
