import { z } from 'zod';
import { ContrasegError } from '../errors/index.js';
import { looseOptions, optionsNoSchema, undescribedOption } from '../errors/registry.js';
import { optionFlaws } from './option-rules.js';

/**
 * Refuses a schema of options that no user could rely on.
 * @param whose e.g. `the loss "dice" of my-plugin`
 * @throws ContrasegError with everything that is wrong with it
 */
export function checkOptions(options: unknown, whose: string): void {
  if (!(options instanceof z.ZodObject)) throw new ContrasegError(optionsNoSchema(whose));
  const problems = optionFlaws(options).map(({ path, flaw }) =>
    flaw === 'loose' ? looseOptions(whose, path) : undescribedOption(whose, path),
  );
  if (problems.length > 0) throw new ContrasegError(problems);
}
