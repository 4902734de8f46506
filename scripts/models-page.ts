import { inYaml } from '../src/cli/tables/model-table.js';
import type { ModelList, ModelRow } from '../src/index.js';

/** One comparison of a network with the values of its peer, as the golden tests write it down. */
export interface GoldenResult {
  readonly name: string;
  /** tfjs's name of the engine. */
  readonly engine: string;
  /** Maps that were compared, each at `inputs` sizes of image. */
  readonly maps: number;
  readonly inputs: number;
  /** In standard deviations of the map. */
  readonly largest: number;
}

/** docs/models.md: what the networks take, and how near they are to those of other packages. */
export function modelsPage({ size, backbones, heads, headsOn }: ModelList, results: readonly GoldenResult[]): string {
  return `# Networks

This page is written by \`node dist/scripts/write-models.js\`, which runs the tests that it tells of. \`npx contraseg models\` prints the first
two tables for any size of image, and [weights](weights.md) says how files of weights are used.

## Backbones

Trained parameters, and multiply-adds of convolutions and products of matrices for one image of ${size.height}x${size.width}, with the default output stride.

${costTable('backbone', backbones)}

## Heads

With their defaults on \`${inYaml(headsOn.backbone)}\` and ${headsOn.classes} classes, without the backbone.

${costTable('head', heads)}

## Equal to their peers

Each network is given weights through a file in the names of the package that it comes from, and compared with what that package
computes in double precision, at two sizes of image. The errors are the largest of all maps, in standard deviations of the map.

${peerTable(results)}
`;
}

function costTable(kind: string, rows: readonly ModelRow[]): string {
  return table(
    [kind, 'parameters', 'multiply-adds', 'strides', 'weights of'],
    rows.map(({ model, parameters, multiplyAdds, features, weights }) => [
      `\`${inYaml(model)}\``,
      `${(parameters / 1e6).toFixed(2)} M`,
      `${(multiplyAdds / 1e9).toFixed(2)} G`,
      Object.values(features)
        .map(({ stride }) => stride)
        .join(', '),
      weights.join(', '),
    ]),
  );
}

function peerTable(results: readonly GoldenResult[]): string {
  const names = [...new Set(results.map(({ name }) => name))].sort();
  const cell = (name: string, engine: string) => {
    const errors = results.filter((each) => each.name === name && each.engine === engine).map(({ largest }) => largest);
    return errors.length > 0 ? Math.max(...errors).toExponential(1) : '';
  };
  return table(
    ['network', 'maps', 'sizes', 'native', 'WebAssembly'],
    names.map((name) => {
      const own = results.filter((each) => each.name === name);
      const counts = [Math.max(...own.map(({ maps }) => maps)), Math.max(...own.map(({ inputs }) => inputs))];
      return [name, ...counts.map(String), cell(name, 'tensorflow'), cell(name, 'wasm')];
    }),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
