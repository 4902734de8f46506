import { readClassFile } from '../class-files.js';
import { type FolderTree, imagesIn } from '../folder-tree.js';
import type { LayoutDetector } from '../layout.js';
import { mergePaired, pairNames, saysMask } from '../pair-names.js';
import { splitOf } from '../split-names.js';

const CLASSES = '_classes.csv';

/** Roboflow's "semantic segmentation masks": a.jpg and a_mask.png in train, valid and test, with _classes.csv in each. */
export const roboflow: LayoutDetector = async (tree) => {
  const folders = [['', tree] as const, ...tree.folders].filter(([, { files }]) => files.includes(CLASSES));
  if (folders.length === 0) return undefined;
  const paired = mergePaired(folders.map(([name, folder]) => pairFolder(folder, splitOf(name))));
  const own = await readClassFile(
    folders.map(([, { path }]) => path),
    folders.map(() => [CLASSES]),
  );
  return { name: 'Roboflow export', ...paired, classes: own?.classes, ignore: own?.ignore };
};

function pairFolder(folder: FolderTree, split: string | undefined) {
  const files = imagesIn(folder);
  return pairNames(
    files.filter((file) => !saysMask(file)),
    files.filter(saysMask),
    split,
  );
}
