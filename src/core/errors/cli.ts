import type { Problem } from './contraseg-error.js';

export function initFolderMissing(folder: string): Problem {
  return {
    code: 'CONTRASEG_MISSING_DATA',
    file: folder,
    message: 'there is no such folder.',
    hint: 'a data set is a folder with images/train, labels/train, images/val, labels/val and classes.json',
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
    hint: 'predict images of one name in separate folders, or one by one with --out',
  };
}
