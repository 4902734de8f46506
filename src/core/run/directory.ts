import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ContrasegError } from '../errors/index.js';
import { notARun } from '../errors/run.js';
import { makeFolder } from '../files/make-folder.js';

/** The files of one run. */
export class RunDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get config(): string {
    return join(this.path, 'config.resolved.yaml');
  }

  /** One JSON object per line: steps, evaluations, checkpoints. */
  get log(): string {
    return join(this.path, 'log.jsonl');
  }

  /** Versions, engine and command of the run. */
  get metadata(): string {
    return join(this.path, 'run.json');
  }

  get overlays(): string {
    return join(this.path, 'overlays');
  }

  get checkpoints(): string {
    return join(this.path, 'checkpoints');
  }

  /** Everything that is needed to go on. */
  get lastCheckpoint(): string {
    return join(this.checkpoints, 'last.safetensors');
  }

  /** The one before the last, for when that one is damaged. */
  get previousCheckpoint(): string {
    return join(this.checkpoints, 'previous.safetensors');
  }

  /** The model with the best validation metric, without optimizer and banks. */
  get bestCheckpoint(): string {
    return join(this.checkpoints, 'best.safetensors');
  }

  /** What a run writes; anything else in the folder is somebody's own. */
  get contents(): readonly string[] {
    return [this.config, this.log, this.metadata, this.overlays, this.checkpoints];
  }

  /** Where a run that is being replaced waits until the new one has its first checkpoint. */
  get replaced(): string {
    return join(this.path, 'replaced');
  }

  /** Whether a run was started here, perhaps without ever saving anything. */
  get exists(): boolean {
    return existsSync(this.config);
  }

  /** Whether there is a checkpoint to go on from. */
  get resumable(): boolean {
    return existsSync(this.lastCheckpoint) || existsSync(this.previousCheckpoint);
  }

  /** The best model, or the last one where none was evaluated. */
  get model(): string {
    return existsSync(this.bestCheckpoint) ? this.bestCheckpoint : this.lastCheckpoint;
  }

  /** @throws ContrasegError when the folder is not that of a run */
  static open(path: string): RunDirectory {
    const directory = new RunDirectory(path);
    if (!directory.exists) throw new ContrasegError(notARun(directory.path));
    return directory;
  }

  async create(): Promise<void> {
    await makeFolder(this.checkpoints);
  }
}
