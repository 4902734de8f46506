import type { ModelList, ModelRow } from '../../api/list-models.js';
import type { ModelSummary } from '../../api/summarize.js';
import { plainTable } from '../print.js';

const MIB = 2 ** 20;

/** Two tables, of backbones and of heads. */
export function formatModels({ size, backbones, heads, headsOn }: ModelList): string {
  const on = `${inYaml(headsOn.backbone)} with ${headsOn.classes} classes`;
  return [
    `parameters (millions) and multiply-adds (billions) for one image of ${size.height}x${size.width}`,
    '',
    modelTable('backbone', backbones),
    '',
    `heads with their defaults on ${on}, without the backbone`,
    '',
    modelTable('head', heads),
  ].join('\n');
}

function modelTable(kind: string, rows: readonly ModelRow[]): string {
  const table = plainTable(
    [kind, 'M params', 'G mult-adds', 'strides', 'weights of'],
    ['right', 'right', 'left', 'left'],
  );
  for (const { model, parameters, multiplyAdds, features, weights } of rows) {
    const strides = Object.values(features).map(({ stride }) => stride);
    const cost = [(parameters / 1e6).toFixed(2), (multiplyAdds / 1e9).toFixed(2)];
    table.push([inYaml(model), ...cost, strides.join(' '), weights.join(', ')]);
  }
  return table.toString();
}

/** `{ type: resnet, depth: 50 }` */
export function inYaml(choice: Readonly<Record<string, unknown>>): string {
  return `{ ${Object.entries(choice)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
}

/** Every layer, and below what all of them take. */
export function formatSummary(summary: ModelSummary): string {
  const { size, batchSize, layers, parameters, trainedParameters, multiplyAdds, memory } = summary;
  const table = plainTable(
    ['part', 'layer', 'type', 'height x width x channels', 'parameters', 'M mult-adds'],
    ['left', 'left', 'right', 'right', 'right'],
  );
  for (const { part, name, type, shape, ...cost } of layers) {
    table.push([part, name, type, shape.join(' x '), count(cost.parameters), (cost.multiplyAdds / 1e6).toFixed(1)]);
  }
  const { state, gradients, activations } = memory;
  const parts = [
    `${memorySize(state)} of weights, optimizer and banks`,
    `${memorySize(gradients)} of gradients`,
    `${memorySize(activations)} of activations`,
  ].join(', ');
  const more = trainedParameters - parameters;
  return [
    table.toString(),
    '',
    `image          ${size.height}x${size.width}, ${batchSize} in a batch`,
    `parameters     ${count(parameters)}${more > 0 ? `, and ${count(more)} in training only` : ''}`,
    `multiply-adds  ${(multiplyAdds / 1e9).toFixed(2)} billion for one image`,
    `memory         about ${memorySize(state + gradients + activations)} for a step, and what the losses need: ${parts}`,
  ].join('\n');
}

function count(n: number): string {
  return n.toLocaleString('en');
}

function memorySize(bytes: number): string {
  const mib = bytes / MIB;
  return mib < 1000 ? `${mib.toFixed(1)} MiB` : `${(mib / 1024).toFixed(2)} GiB`;
}
