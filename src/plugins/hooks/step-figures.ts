import type { StepReport } from '../../core/interfaces/hook.js';

/** The numbers of a step, each under a name with its kind in front: `loss/total`, `learning rate/head`, `time/step`. */
export function stepFigures({ loss, parts, learningRate, time, figures }: StepReport): [name: string, value: number][] {
  const group = (kind: string, values: Readonly<Record<string, unknown>>) =>
    Object.entries(values).flatMap(([name, value]): [string, number][] =>
      typeof value === 'number' ? [[`${kind}/${name}`, value]] : [],
    );
  return [
    ['loss/total', loss],
    ...group('loss', parts),
    ...group('learning rate', learningRate),
    ...group('time', time),
    ...Object.entries(figures).flatMap(([name, values]) => group(name, values)),
  ];
}
