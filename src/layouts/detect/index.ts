import type { FolderTree } from '../folder-tree.js';
import type { FoundLayout, LayoutDetector } from '../layout.js';
import { camvid } from './camvid.js';
import { cityscapes } from './cityscapes.js';
import { coco } from './coco.js';
import { folders } from './folders.js';
import { instances } from './instances.js';
import { labelme } from './labelme.js';
import { roboflow } from './roboflow.js';
import { suffix } from './suffix.js';
import { voc } from './voc.js';

/** The most particular first: what a general one would take for its own. */
const DETECTORS: readonly LayoutDetector[] = [
  cityscapes,
  voc,
  camvid,
  roboflow,
  instances,
  folders,
  coco,
  labelme,
  suffix,
];

/** The first layout that fits, in the folder or in the only folder that it holds, as archives are unpacked. */
export async function detectLayout(tree: FolderTree): Promise<{ layout: FoundLayout; root: string } | undefined> {
  for (const detect of DETECTORS) {
    const layout = await detect(tree);
    if (layout && layout.samples.length > 0) return { layout, root: tree.path };
  }
  const [only, ...others] = [...tree.folders.values()];
  return only && others.length === 0 ? detectLayout(only) : undefined;
}
