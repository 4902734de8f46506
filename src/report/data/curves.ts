import type { StepReport } from '../../core/interfaces/hook.js';
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
type Figures = StepReport['metrics'][string];

/** The curves of a run in the order of their charts; what the log does not hold is left out. */
export function readCurves(log: readonly LogEntry[], metric: string): Curve[] {
  const steps = log.filter((entry): entry is Step => entry.event === 'step');
  const curves = [...lossCurves(steps), ...qualityCurves(log, metric), ...rateCurves(steps)];
  curves.push(...bankCurves(steps), ...hardShareCurves(steps), ...timeCurves(steps));
  return curves.filter(({ points }) => points.length > 0);
}

/** Values by iteration; steps without a finite value are left out. */
function trace(steps: readonly Step[], read: (step: Step) => number | null | undefined): Curve['points'] {
  return steps.flatMap((step) => {
    const value = read(step);
    return typeof value === 'number' && Number.isFinite(value) ? [{ iteration: step.iteration, value }] : [];
  });
}

function lossCurves(steps: readonly Step[]): Curve[] {
  return Object.keys(steps[0]?.parts ?? {}).map((name) => ({
    chart: `Loss: ${name}`,
    unit: 'weighted loss',
    noisy: true,
    series: name,
    // A loss that was idle, as contrast is in its warm-up, reports 0, which would be drawn as a triumph.
    points: trace(steps, ({ parts, metrics }) => (metrics[name]?.idle === undefined ? parts[name] : null)),
  }));
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

/** Rows in each memory bank as a share of its capacity, over all classes. */
function bankCurves(steps: readonly Step[]): Curve[] {
  return lossFigures(steps, 'bankCapacity').flatMap(({ name, figures }) =>
    (figures.bankCapacity as readonly number[]).map((capacity, bank) => ({
      chart: 'Bank fill',
      unit: '% of capacity',
      series: `bank ${bank + 1} (${capacity} a class)`,
      points: trace(steps, ({ metrics }) => {
        const counts = (metrics[name]?.bankFill as readonly (readonly number[])[] | undefined)?.[bank];
        return counts && (100 * sum(counts)) / (capacity * counts.length);
      }),
    })),
  );
}

/** Anchors that the head gets wrong, averaged over the classes that have anchors. */
function hardShareCurves(steps: readonly Step[]): Curve[] {
  return lossFigures(steps, 'hardShare').map(({ name }) => ({
    chart: 'Hard anchors',
    unit: '% of the anchors, mean over classes',
    noisy: true,
    series: name,
    points: trace(steps, ({ metrics }) => {
      const shares = (metrics[name]?.hardShare as readonly (number | null)[] | undefined)?.filter(
        (share) => share !== null,
      );
      return shares?.length ? (100 * sum(shares)) / shares.length : null;
    }),
  }));
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

/** The losses that report a figure, each with its first report of it. */
function lossFigures(steps: readonly Step[], key: string): { name: string; figures: Figures }[] {
  const names = [...new Set(steps.flatMap(({ metrics }) => Object.keys(metrics)))];
  return names.flatMap((name) => {
    const figures = steps.find(({ metrics }) => metrics[name]?.[key] !== undefined)?.metrics[name];
    return figures ? [{ name, figures }] : [];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
