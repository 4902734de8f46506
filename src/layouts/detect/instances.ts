import { parse } from 'node:path';
import { type FolderTree, folderNamed, imagesIn } from '../folder-tree.js';
import type { FoundSample, LayoutDetector } from '../layout.js';
import { splitOf } from '../split-names.js';

/**
 * A mask for each object: `<name>/images/a.png` with `<name>/masks/*.png` (Data Science Bowl 2018), or `images/a.png` with
 * `masks/a/*.png`.
 */
export const instances: LayoutDetector = (tree) => {
  const samples = [
    ...inFolders(tree),
    ...[...tree.folders].flatMap(([name, folder]) => inFolders(folder, splitOf(name))),
  ];
  const found = samples.length > 0 ? samples : besideImages(tree);
  if (!found.some(({ mask }) => mask.kind === 'instances' && mask.files.length > 1)) return undefined;
  return { name: 'one mask per object', samples: found, classes: [{ name: 'background' }, { name: 'object' }] };
};

function inFolders({ folders }: FolderTree, split?: string): FoundSample[] {
  return [...folders].flatMap(([name, folder]): FoundSample[] => {
    if (splitOf(name)) return [];
    const [images, masks] = [folderNamed(folder, 'images', 'image'), folderNamed(folder, 'masks', 'mask')];
    const [image, ...others] = images ? imagesIn(images) : [];
    if (!image || !masks || others.length > 0) return [];
    return [
      { id: parse(image).name, image, mask: { kind: 'instances', files: imagesIn(masks) }, ...(split && { split }) },
    ];
  });
}

function besideImages(tree: FolderTree): FoundSample[] {
  const [images, masks] = [folderNamed(tree, 'images', 'image'), folderNamed(tree, 'masks', 'mask')];
  return (images ? imagesIn(images) : []).flatMap((image): FoundSample[] => {
    const id = parse(image).name;
    const folder = masks?.folders.get(id);
    return folder ? [{ id, image, mask: { kind: 'instances', files: imagesIn(folder) } }] : [];
  });
}
