import type { DataProblem } from '../interfaces/dataset.js';
import type { Problem } from './contraseg-error.js';

export function initFolderMissing(folder: string): Problem {
  return {
    code: 'CONTRASEG_MISSING_DATA',
    file: folder,
    message: 'there is no such folder.',
    hint: 'a data set is a folder with images/train, labels/train, images/val, labels/val and classes.json',
  };
}

/** @param files that lie in it, of all kinds */
export function nothingRecognised(folder: string, files: number): Problem {
  return {
    code: 'CONTRASEG_NO_LAYOUT',
    file: folder,
    message: `no images with masks were recognised among ${files} files.`,
    hint: `these are: images/ and masks/ (also with train, val, test, in either order), a.jpg beside a_mask.png, Roboflow's masks,
PASCAL VOC, Cityscapes, CamVid, COCO and labelme JSON, a folder of masks for each image
an image and its mask have one name, up to the extension and an ending such as _mask or _label`,
  };
}

export function initFileExists(file: string): Problem {
  return {
    code: 'CONTRASEG_FILE_EXISTS',
    file,
    message: 'the file exists already.',
    hint: '--force overwrites it, --out names another file',
  };
}

/** @param images whose prediction would be written to the file, or that are the file */
export function outputsClash(file: string, images: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_OUTPUTS_CLASH',
    file,
    message: `would be written more than once, or over an image: ${images.join(', ')}.`,
    hint: 'give their folder, which keeps its own folders below --out, or predict them one by one',
  };
}

/** @param out names one file */
export function severalIntoOne(out: string, images: number): Problem {
  return {
    code: 'CONTRASEG_OUTPUTS_CLASH',
    file: out,
    message: `--out names one file for ${images} images.`,
    hint: 'name a folder, without .png at its end',
  };
}

/** @param input a folder or a pattern */
export function noImages(input: string): DataProblem {
  return {
    code: 'CONTRASEG_NO_IMAGES',
    file: input,
    message: 'no image is here.',
    hint: 'JPEG, PNG, WebP, TIFF and GIF files are predicted, in folders at any depth; patterns stand in quotes: "photos/**/*.jpg"',
  };
}

export function portTaken(port: number): Problem {
  return {
    code: 'CONTRASEG_PORT_TAKEN',
    path: '--port',
    message: `another program listens on port ${port}.`,
    hint: '--port names another one',
  };
}

/** @param found names of the classes, in the order in which they are found */
export function classNamesInvalid(reason: string, found: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_CLASS_NAMES',
    path: '--classes',
    message: `${reason}.`,
    hint: `these were found, to be renamed in this order: ${found.join(', ')}`,
  };
}

/** @param dataset one that brings its class list */
export function classNamesFixed(dataset: string): Problem {
  return {
    code: 'CONTRASEG_CLASS_NAMES',
    path: '--classes',
    message: `the data set "${dataset}" names its classes itself.`,
    hint: 'leave --classes out, or convert the masks with contraseg data convert, which takes names of your own',
  };
}
