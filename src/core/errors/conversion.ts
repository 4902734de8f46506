import type { Problem } from './contraseg-error.js';

export function lossyMasks(folder: string): Problem {
  return {
    code: 'CONTRASEG_LOSSY_MASKS',
    file: folder,
    message: 'the masks are JPEG or WebP pictures, which change values and colours along every edge.',
    hint: 'export them as PNG, if you can; otherwise --nearest-color gives each pixel to the nearest class, which leaves wrong pixels along edges',
  };
}

export function otherConversion(folder: string): Problem {
  return {
    code: 'CONTRASEG_OTHER_CONVERSION',
    file: folder,
    message: 'the folder holds masks that were converted from other files, or with other classes or settings.',
    hint: 'remove it, or name another folder with --out',
  };
}
