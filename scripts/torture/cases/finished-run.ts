import { join } from 'node:path';
import { train } from '../../../src/api/train.js';
import { SETUPS } from '../harness/setups.js';

interface Changes {
  readonly config?: object;
  /** Steps after which it is stopped, with a checkpoint. */
  readonly stopAfter?: number;
}

/** A small training in this process. @returns the folder of the run */
export async function trainHere(
  folder: string,
  name: string,
  { config = SETUPS[0]!.config, stopAfter }: Changes = {},
): Promise<string> {
  const abort = new AbortController();
  const afterStep = ({ iteration }: { iteration: number }) => {
    if (iteration + 1 === stopAfter) abort.abort();
  };
  const out = join(folder, name);
  await train({ config, out, hooks: [{ afterStep }], signal: abort.signal });
  return out;
}
