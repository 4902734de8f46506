import type { LossTerm } from '../../src/core/interfaces/loss.js';
import type { JsonValue } from '../../src/core/interfaces/stateful.js';
import { readFigures } from '../../src/core/training/loss-figures.js';

/** What a term says about its last step. */
export function figuresOf(term: LossTerm): Readonly<Record<string, JsonValue>> {
  return readFigures([{ name: 'term', weight: 1, term }]).term ?? {};
}
