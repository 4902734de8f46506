import { tooFewClasses, unprintableClass } from '../../errors/data.js';
import { ContrasegError } from '../../errors/index.js';
import { hasControls } from '../../errors/printable.js';
import type { ClassInfo } from '../../interfaces/dataset.js';

/**
 * Refuses a class list that no model can learn from, and names that a terminal would obey instead of showing.
 * @param file the list, where it is one
 */
export function checkClasses(classes: readonly ClassInfo[], file?: string): void {
  const problems = classes.flatMap(({ name }, i) => (hasControls(name) ? [unprintableClass(i, name, file)] : []));
  if (classes.length < 2) problems.push(tooFewClasses(classes[0]?.name, file));
  if (problems.length > 0) throw new ContrasegError(problems);
}
