import { isDeepStrictEqual } from 'node:util';
import type { Figure, FigureInfo } from '../core/interfaces/figure.js';
import type { LossTerm } from '../core/interfaces/loss.js';
import { fail } from './suite.js';

/** Rounding may bring a share this far above 1. */
const LARGEST_SHARE = 1 + 1e-6;

/** Fails where a figure of the last step is not what it is declared to be. */
export function checkFigures(term: LossTerm, classCount: number): void {
  for (const [name, figure] of Object.entries(term.figures ?? {})) {
    const flaw = flawOf(figure, classCount);
    if (flaw) fail(`the figure "${name}" is ${flaw}`);
  }
}

function flawOf(figure: Figure, classCount: number): string | undefined {
  const { kind, per, chart } = figure;
  const value: unknown = figure.value();
  const numbers = kind !== 'idle' && kind !== 'note';
  if (chart && !numbers) return `drawn in the chart "${chart}", but of kind ${kind}, which is no number`;
  if (value === undefined) return undefined;
  const shown = JSON.stringify(value);
  if (shown === undefined || !isDeepStrictEqual(JSON.parse(shown), value)) return `nothing that JSON holds: ${shown}`;
  if (kind === 'note') return undefined;
  if (kind === 'idle') return typeof value === 'string' ? undefined : `${shown}, but of kind idle, which is in words`;
  if (per === undefined) return isKind(kind, value) ? undefined : `${shown}, which is no ${kind}`;
  const entries = per === 'class' ? classCount : per.length;
  if (!Array.isArray(value) || value.length !== entries) return `${shown}, which is no list of ${entries} entries`;
  const wrong = value.find((entry) => entry !== null && !isKind(kind, entry));
  return wrong === undefined ? undefined : `${shown}, where ${wrong} is no ${kind}`;
}

function isKind(kind: FigureInfo['kind'], value: unknown): boolean {
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  if (kind === 'count') return Number.isInteger(value) && value >= 0;
  return kind !== 'share' || (value >= 0 && value <= LARGEST_SHARE);
}
