import { closest } from '../../core/errors/closest.js';
import type { Problem } from '../../core/errors/contraseg-error.js';

/** A checkpoint holds a bank of another size. */
export function bankStateMismatch(name: string, found: unknown, expected: number): Problem {
  return {
    code: 'CONTRASEG_BANK_MISMATCH',
    path: `memory.${name}`,
    message: `the saved memory bank has ${name} ${JSON.stringify(found)}, this one has ${expected}.`,
    hint: 'resume with the options that the checkpoint was written with, or start a new run',
  };
}

export function unknownFeature(found: string, known: readonly string[]): Problem {
  const match = closest(found, known);
  return {
    code: 'CONTRASEG_UNKNOWN_FEATURE',
    path: 'projection.feature',
    message: `backbone and head offer no feature map called "${found}"; they offer ${known.join(', ') || 'none'}.`,
    hint: match ? `did you mean "${match}"?` : 'leave it out to take the last one',
  };
}

/** `contrastSet: memory` without a bank. */
export function memoryWithoutBank(): Problem {
  return {
    code: 'CONTRASEG_NO_MEMORY',
    path: 'memory',
    message: 'the contrast set is "memory", but no memory bank is listed.',
    hint: 'add memory: [{ type: pixel-bank }], or use contrastSet: batch',
  };
}

/** The reference contrasts with the batch or with the bank, never with both. */
export function referenceWithBoth(): Problem {
  return {
    code: 'CONTRASEG_REFERENCE_SET',
    path: 'contrastSet',
    message: 'compat: reference contrasts with the batch alone or with the memory alone, found "both".',
    hint: 'write contrastSet: memory, or contrastSet: batch',
  };
}

/** An example sampler breaks the rule of its interface. */
export function impossiblePlan(kind: string, available: number, draw: number, keep: number): Problem {
  return {
    code: 'CONTRASEG_IMPOSSIBLE_PLAN',
    path: 'examples',
    message: `the example sampler wants to draw ${draw} of ${available} ${kind}s and to keep ${keep}.`,
    hint: 'its plan() must return whole numbers with 1 <= keep <= draw <= available',
  };
}

/** An anchor sampler or a memory bank chooses pixels against the rules of its interface. */
export function wrongPixels(path: string, chooser: string, flaw: string): Problem {
  return {
    code: 'CONTRASEG_WRONG_PIXELS',
    path,
    message: `${chooser} chose ${flaw}.`,
    hint:
      path === 'anchors'
        ? 'sample() must return pixels of the groups that it is given, each at most once, in the order of their classes'
        : 'choose() must return pixels of the groups that it is given, each at most once',
  };
}

/** A memory bank hands out rows that the loss cannot work with. */
export function wrongBankRows(index: number, bank: string, classId: number, flaw: string): Problem {
  return {
    code: 'CONTRASEG_WRONG_BANK_ROWS',
    path: `memory[${index}]`,
    message: `${bank} holds for class ${classId} ${flaw}.`,
    hint: 'blocks() must return count() rows of the size of an embedding, none longer than 1: divide what you store by its length',
  };
}
