import pc from 'picocolors';
import { inspectWeights, type WeightsInspection, type WeightsMatch } from '../../api/inspect-weights.js';
import { selectEngine } from '../../core/engine/index.js';
import { formatProblem } from '../../core/errors/index.js';
import { inYaml as normalizationInYaml } from '../../core/weights/notice.js';
import { plainTable } from '../print.js';
import { inYaml } from '../tables/model-table.js';

export async function printInspection(file: string, { json }: { readonly json?: boolean }): Promise<void> {
  await selectEngine('cpu');
  const inspection = await inspectWeights(file);
  console.log(json ? JSON.stringify(inspection, null, 2) : describe(inspection));
}

function describe({ file, tensors, values, fits, nearest }: WeightsInspection): string {
  const head = `${file}: ${tensors} tensors, ${(values / 1e6).toFixed(2)} M numbers`;
  if (fits.length > 0) return [head, pc.green('fits'), table(fits), ...fits.flatMap(details)].join('\n');
  if (nearest.length === 0) return `${head}\n${pc.yellow('has no tensor of any network that is known')}`;
  return [head, `${pc.yellow('fits none')}; nearest:`, table(nearest), ...differences(nearest[0]!)].join('\n');
}

function table(matches: readonly WeightsMatch[]): string {
  const rows = plainTable(['backbone', 'names of', 'tensors', 'differences'], ['left', 'right', 'right']);
  for (const { backbone, layout, found, wanted, problems } of matches) {
    rows.push([inYaml(backbone), layout.source, `${found} of ${wanted}`, String(problems.length)]);
  }
  return rows.toString();
}

function details({ backbone, layout: { normalization }, unused }: WeightsMatch): string[] {
  const lines: string[] = [];
  if (unused.length > 0) lines.push(`${inYaml(backbone)} leaves alone: ${groups(unused)}`);
  if (normalization) {
    lines.push(`${inYaml(backbone)} wants model.normalization ${normalizationInYaml(normalization)}`);
  }
  return lines;
}

/** Tensors by the first part of their names: `fc (2), decode_head (12)`. */
function groups(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const first = name.split('.')[0]!;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  return [...counts].map(([first, count]) => `${first} (${count})`).join(', ');
}

function differences({ problems }: WeightsMatch): string[] {
  const shown = problems.slice(0, 8).map((problem) => formatProblem({ ...problem, file: undefined }, pc));
  return problems.length > shown.length ? [...shown, `and ${problems.length - shown.length} more`] : shown;
}
