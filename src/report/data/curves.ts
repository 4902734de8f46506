import type { FigureInfo } from '../../core/interfaces/figure.js';
import type { LogEntry } from '../../core/run/log.js';

/** One line of a chart. */
export interface Curve {
  /** Title of the chart; curves of one title, from all runs, share a chart. */
  readonly chart: string;
  /** What the vertical axis counts. */
  readonly unit: string;
  /** Which of the chart's lines, for example a bank. */
  readonly series: string;
  /** Whether single values scatter, so that a moving mean reads better. */
  readonly noisy?: boolean;
  readonly points: readonly { readonly iteration: number; readonly value: number }[];
}

type Step = Extract<LogEntry, { event: 'step' }>;
/** What a figure of a loss is, as the log declares it. */
interface LossFigure extends FigureInfo {
  readonly loss: string;
  readonly name: string;
}

/** The curves of a run in the order of their charts; what the log does not hold is left out. */
export function readCurves(log: readonly LogEntry[], metric: string): Curve[] {
  const steps = log.filter((entry): entry is Step => entry.event === 'step');
  const figures = declaredFigures(log);
  const curves = [...lossCurves(steps, figures), ...qualityCurves(log, metric), ...rateCurves(steps)];
  curves.push(...figureCurves(steps, figures), ...timeCurves(steps));
  return curves.filter(({ points }) => points.length > 0);
}

/** Values by iteration; steps without a finite value are left out. */
function trace(steps: readonly Step[], read: (step: Step) => number | null | undefined): Curve['points'] {
  return steps.flatMap((step) => {
    const value = read(step);
    return typeof value === 'number' && Number.isFinite(value) ? [{ iteration: step.iteration, value }] : [];
  });
}

/** The figures that losses declare; where a run went on, as it did last. */
function declaredFigures(log: readonly LogEntry[]): LossFigure[] {
  const found = new Map<string, LossFigure>();
  for (const entry of log) {
    if (entry.event !== 'start') continue;
    for (const [loss, infos] of Object.entries(entry.figures)) {
      for (const [name, info] of Object.entries(infos)) found.set(`${loss}/${name}`, { ...info, loss, name });
    }
  }
  return [...found.values()];
}

function lossCurves(steps: readonly Step[], figures: readonly LossFigure[]): Curve[] {
  return Object.keys(steps[0]?.parts ?? {}).map((loss) => {
    const idle = figures.filter((figure) => figure.loss === loss && figure.kind === 'idle');
    return {
      chart: `Loss: ${loss}`,
      unit: 'weighted loss',
      noisy: true,
      series: loss,
      // A loss that was idle, as contrast is in its warm-up, reports 0, which would be drawn as a triumph.
      points: trace(steps, (step) => (idle.some((figure) => figureAt(step, figure) != null) ? null : step.parts[loss])),
    };
  });
}

function qualityCurves(log: readonly LogEntry[], metric: string): Curve[] {
  const evaluations = log.flatMap((entry) => (entry.event === 'evaluation' ? [entry] : []));
  const splits = [...new Set(evaluations.map(({ split }) => split))];
  return splits.map((split) => ({
    chart: `${metric} on ${split}`,
    unit: '%',
    series: metric,
    points: evaluations
      .filter((entry) => entry.split === split)
      .map(({ iteration, summary }) => ({ iteration, value: 100 * (summary[metric] ?? Number.NaN) })),
  }));
}

function rateCurves(steps: readonly Step[]): Curve[] {
  const groups = Object.keys(steps[0]?.learningRate ?? {});
  const common = steps.every(({ learningRate }) => new Set(Object.values(learningRate)).size === 1);
  return (common ? groups.slice(0, 1) : groups).map((group) => ({
    chart: 'Learning rate',
    unit: 'learning rate',
    series: common ? 'all parameters' : group,
    points: trace(steps, ({ learningRate }) => learningRate[group]),
  }));
}

/** What losses want drawn: a line for each name that a figure's entries have, otherwise one for the loss. */
function figureCurves(steps: readonly Step[], figures: readonly LossFigure[]): Curve[] {
  return figures.flatMap((figure) => {
    const { kind, per, chart, loss, name } = figure;
    if (!chart) return [];
    const scale = kind === 'share' ? 100 : 1;
    const curve = { chart, unit: figure.unit ?? (kind === 'share' ? '%' : name), noisy: true };
    const line = (series: string, read: (value: unknown) => number | null): Curve => ({
      ...curve,
      series,
      points: trace(steps, (step) => {
        const value = read(figureAt(step, figure));
        return value === null ? null : scale * value;
      }),
    });
    if (per === undefined) return [line(loss, numberOf)];
    if (per === 'class') return [line(loss, (value) => mean(listOf(value)))];
    return per.map((series, i) => line(series, (value) => listOf(value)[i] ?? null));
  });
}

function figureAt(step: Step, { loss, name }: LossFigure): unknown {
  return step.figures[loss]?.[name];
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function listOf(value: unknown): (number | null)[] {
  return Array.isArray(value) ? value.map(numberOf) : [];
}

/** Over the classes that have a value. */
function mean(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length > 0 ? numbers.reduce((total, value) => total + value, 0) / numbers.length : null;
}

function timeCurves(steps: readonly Step[]): Curve[] {
  return (['step', 'data'] as const).map((key) => ({
    chart: 'Time of a step',
    unit: 'ms',
    noisy: true,
    series: key === 'step' ? 'whole step' : 'waiting for data',
    points: trace(steps, ({ time }) => time[key]),
  }));
}
