import { printable } from '../core/errors/printable.js';
import type { SplitProgress } from '../core/interfaces/dataset.js';
import { showsProgress } from './output.js';

/** Shows how many files were read in one line that is written over; silent where there is no terminal. */
export const showSplitProgress: SplitProgress = (split, done, total) => {
  if (!showsProgress()) return;
  process.stderr.write(`\r\u001b[K${done === total ? '' : `reading ${printable(split)}: ${done}/${total}`}`);
};
