import type { TrainOptions } from '../api/train.js';
import type { TrainCommandOptions } from './commands/train.js';

export type Source = Pick<TrainOptions, 'config' | 'set'>;

/** Which run `contraseg train` is about, and what to do where its folder holds one. */
export function runOf(source: Source, { resume, force, out }: TrainCommandOptions) {
  const mode: TrainOptions['mode'] = resume ? 'resume' : force ? 'force' : 'new';
  return { ...source, out: typeof resume === 'string' ? resume : out, mode };
}

/** What goes on with a run that was stopped. */
export function resumeCommand(folder: string, processes?: number): string {
  return `contraseg train --resume ${folder}${processes ? ` --processes ${processes}` : ''}`;
}
