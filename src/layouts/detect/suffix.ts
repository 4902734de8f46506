import { readClassFile } from '../class-files.js';
import { type FolderTree, folderNamed, imagesIn } from '../folder-tree.js';
import type { LayoutDetector } from '../layout.js';
import { mergePaired, type Paired, pairNames, saysMask } from '../pair-names.js';
import { splitOf } from '../split-names.js';

/** Images and masks in one folder, told apart by their names: a.jpg, a_mask.png. With or without folders of splits. */
export const suffix: LayoutDetector = async (tree) => {
  const folders = [tree, folderNamed(tree, 'images', 'data'), ...tree.folders.values()];
  const found = [...new Set(folders)].flatMap((folder) => (folder ? pairBySuffix(folder, tree) : []));
  if (found.length === 0) return undefined;
  const own = await readClassFile([tree.path], [[...tree.files]]);
  const paired = mergePaired(found);
  return { name: 'masks beside their images', ...paired, ...(own && { classes: own.classes, ignore: own.ignore }) };
};

function pairBySuffix(folder: FolderTree, root: FolderTree): Paired[] {
  const files = imagesIn(folder);
  const masks = files.filter(saysMask);
  if (masks.length === 0) return [];
  const name = [...root.folders].find(([, child]) => child === folder)?.[0];
  const paired = pairNames(
    files.filter((file) => !saysMask(file)),
    masks,
    name && splitOf(name),
  );
  return paired.samples.length > 0 ? [paired] : [];
}
