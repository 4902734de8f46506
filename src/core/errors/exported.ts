import type { Problem } from './contraseg-error.js';

export function damagedContract(file: string, reasons: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_DAMAGED_CONTRACT',
    file,
    message: `it does not say how the exported model is used: ${reasons.join('; ')}.`,
    hint: 'write it anew with `contraseg export <run>`; models and contraseg of different versions may not fit',
  };
}

export function noPageScript(file: string): Problem {
  return {
    code: 'CONTRASEG_NO_PAGE_SCRIPT',
    file,
    message: "the script of the page is missing from contraseg's own files.",
    hint: 'in a checkout, `npm run build` makes it; elsewhere, install contraseg again',
  };
}

export function fixedExport(folder: string, option: string): Problem {
  return {
    code: 'CONTRASEG_FIXED_EXPORT',
    file: folder,
    message: `this is an exported model: it holds one set of weights and no configuration, so that ${option} means nothing here.`,
    hint: 'give the folder of the run, or leave the option away',
  };
}

/** @param what was asked for, with its verb: `a window is` */
export function masksOnly(what: string): Problem {
  return {
    code: 'CONTRASEG_MASKS_ONLY',
    message: `${what} not to be had of this model: it was exported with --graph mask and gives classes, no probabilities.`,
    hint: 'give the folder of the run, or export it with --graph logits',
  };
}
