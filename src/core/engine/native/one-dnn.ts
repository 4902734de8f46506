/** Whether TensorFlow runs its convolutions, products and more on oneDNN, and who decided so. */
export interface OneDnn {
  readonly enabled: boolean;
  readonly decidedBy: 'contraseg' | typeof VARIABLE;
}

const VARIABLE = 'TF_ENABLE_ONEDNN_OPTS';

/** What TensorFlow understands. */
const VALUES: Readonly<Record<string, boolean>> = { '0': false, false: false, '1': true, true: true };

/**
 * Turns oneDNN on before TensorFlow is loaded, unless the user decided. By itself TensorFlow does so only on processors
 * with AVX512-VNNI or AMX, but a training step takes three quarters of the time with it on those with plain AVX2 as well.
 * @throws Error where the variable holds what TensorFlow would silently ignore
 */
export function enableOneDnn(environment: NodeJS.ProcessEnv = process.env): OneDnn {
  const asked = environment[VARIABLE];
  if (asked === undefined || asked === '') {
    environment[VARIABLE] = '1';
    return { enabled: true, decidedBy: 'contraseg' };
  }
  const enabled = VALUES[asked.toLowerCase()];
  if (enabled === undefined) throw new Error(`${VARIABLE} is "${asked}", where TensorFlow knows 0 and 1`);
  return { enabled, decidedBy: VARIABLE };
}
