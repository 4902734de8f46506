import * as tf from '@tensorflow/tfjs';

/**
 * Puts a kernel into tfjs's registry in place of the one that is there.
 * @param make the new kernel, told the old one, which it may call; undefined where the backend has none
 */
export function replaceKernel(
  kernelName: string,
  backendName: string,
  make: (original: tf.KernelFunc | undefined) => tf.KernelFunc,
): void {
  const original: tf.KernelConfig | undefined = tf.getKernel(kernelName, backendName);
  if (original) tf.unregisterKernel(kernelName, backendName); // tfjs warns when one is overwritten
  tf.registerKernel({ ...original, kernelName, backendName, kernelFunc: make(original?.kernelFunc) });
}
