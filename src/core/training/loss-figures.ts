import type { RunInfo, StepReport } from '../interfaces/hook.js';
import type { NamedLoss } from './named-losses.js';

/** What the figures of the losses are, by loss and figure. */
export function figureInfos(losses: readonly NamedLoss[]): RunInfo['figures'] {
  return byLoss(losses, ({ term }) =>
    Object.entries(term.figures ?? {}).map(([name, { kind, per, chart, unit }]) => [
      name,
      { kind, ...(per && { per }), ...(chart && { chart }), ...(unit && { unit }) },
    ]),
  );
}

/** What the figures of the losses say after a step. */
export function readFigures(losses: readonly NamedLoss[]): StepReport['figures'] {
  return byLoss(losses, ({ term }) =>
    Object.entries(term.figures ?? {}).flatMap(([name, figure]) => {
      const value = figure.value();
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** Losses without figures are left out. */
function byLoss<T>(
  losses: readonly NamedLoss[],
  read: (loss: NamedLoss) => readonly (readonly [string, T])[],
): Record<string, Record<string, T>> {
  const withFigures = losses.filter(({ term }) => term.figures);
  return Object.fromEntries(withFigures.map((loss) => [loss.name, Object.fromEntries(read(loss))]));
}
