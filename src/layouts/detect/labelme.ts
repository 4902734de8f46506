import { readFile } from 'node:fs/promises';
import { basename, dirname, parse } from 'node:path';
import { z } from 'zod';
import { mapConcurrent } from '../../core/data/loading/concurrent.js';
import { filesBelow, isImage } from '../folder-tree.js';
import type { FoundSample, LayoutDetector, Outline } from '../layout.js';
import { splitOf } from '../split-names.js';

const Labelme = z.object({
  imagePath: z.string(),
  shapes: z.array(
    z.object({
      label: z.string(),
      shape_type: z.string().default('polygon'),
      points: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});

/** Ours, which `contraseg init` writes. */
const OWN_LIST = 'classes.json';

type Shape = z.output<typeof Labelme>['shapes'][number];

/** One JSON file for each image, as labelme writes it. */
export const labelme: LayoutDetector = async (tree) => {
  const files = filesBelow(tree);
  const candidates = files.filter((file) => file.endsWith('.json') && basename(file) !== OWN_LIST);
  const [first] = candidates;
  if (!first || !(await readLabelme(first))) return undefined;
  const images = files.filter(isImage);
  const byStem = new Map(images.map((image) => [parse(image).name, image]));
  const samples = await mapConcurrent(candidates, 8, (file) => sampleOf(file, byStem));
  const found = samples.filter((sample) => sample !== undefined);
  if (found.length === 0) return undefined;
  const names = new Set(
    found.flatMap(({ mask }) => (mask.kind === 'polygons' ? mask.outlines : [])).map((outline) => outline.className),
  );
  const unlabelled = images.filter((image) => !found.some((sample) => sample.image === image));
  return {
    name: 'labelme polygons',
    samples: found,
    unpaired: { images: unlabelled, masks: [] },
    classes: ['background', ...[...names].filter((name) => name !== 'background').sort()].map((name) => ({ name })),
  };
};

async function readLabelme(file: string) {
  try {
    return Labelme.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

async function sampleOf(file: string, byStem: ReadonlyMap<string, string>): Promise<FoundSample | undefined> {
  const content = await readLabelme(file);
  const image =
    content && (byStem.get(parse(content.imagePath.replaceAll('\\', '/')).name) ?? byStem.get(parse(file).name));
  if (!content || !image) return undefined;
  const outlines = content.shapes.map(outlineOf);
  const mask = {
    kind: 'polygons' as const,
    outlines: outlines.filter((outline) => outline !== undefined),
    undrawable: outlines.filter((outline) => outline === undefined).length,
  };
  const split = splitOf(basename(dirname(file)));
  return { id: parse(image).name, image, mask, ...(split && { split }) };
}

/** Lines and points have no area. */
function outlineOf({ label, shape_type: type, points }: Shape): Outline | undefined {
  const [a, b] = points;
  if (type === 'polygon' && points.length >= 3) return { className: label, rings: [points] };
  if (!a || !b) return undefined;
  if (type === 'rectangle') return { className: label, rings: [[a, [b[0], a[1]], b, [a[0], b[1]]]] };
  if (type === 'circle') return { className: label, rings: [circle(a, Math.hypot(a[0] - b[0], a[1] - b[1]))] };
  return undefined;
}

function circle([x, y]: readonly [number, number], radius: number): [number, number][] {
  const corners = 64;
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}
