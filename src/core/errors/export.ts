import type { Problem } from './contraseg-error.js';

/** @param layers names of the layers that it concerns */
export function noLowering(className: string, reason: string, layers: readonly string[]): Problem {
  const names = layers.slice(0, 3).map((name) => `"${name}"`);
  const more = layers.length > 3 ? ` and ${layers.length - 3} more` : '';
  return {
    code: 'CONTRASEG_NO_LOWERING',
    message: `layers of class ${className} cannot be written as ONNX: ${reason} (${names.join(', ')}${more}).`,
    hint: '--format tfjs writes every network; to have this one as ONNX, build it of the layers in `contraseg/plugin`',
  };
}
