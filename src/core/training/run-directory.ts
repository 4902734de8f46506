import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ContrasegError } from '../errors/index.js';
import { notARun, nothingToResume, runExists } from '../errors/training.js';
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

  /** Everything that is needed to go on. */
  get lastCheckpoint(): string {
    return join(this.path, 'checkpoints', 'last.safetensors');
  }

  /** The model with the best validation metric, without optimizer and banks. */
  get bestCheckpoint(): string {
    return join(this.path, 'checkpoints', 'best.safetensors');
  }

  get exists(): boolean {
    return existsSync(this.config);
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

  /** Makes the folder ready for a new run, or for going on with the one in it. */
  async prepare(mode: 'new' | 'resume' | 'force'): Promise<void> {
    if (mode === 'resume') {
      if (!existsSync(this.lastCheckpoint)) throw new ContrasegError(nothingToResume(this.path));
      return;
    }
    if (this.exists && mode === 'new') throw new ContrasegError(runExists(this.path, existsSync(this.lastCheckpoint)));
    if (this.exists) await this.clear();
    await makeFolder(join(this.path, 'checkpoints'));
  }

  /** Removes what a run writes and nothing else that somebody keeps in the folder. */
  private async clear(): Promise<void> {
    const own = [this.config, this.log, this.metadata, this.overlays, join(this.path, 'checkpoints')];
    await Promise.all(own.map((path) => rm(path, { recursive: true, force: true })));
  }
}
