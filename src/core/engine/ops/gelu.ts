import * as tf from '@tensorflow/tfjs';

/**
 * x Phi(x), with the normal distribution's Phi itself and not its tanh fit (Hendrycks & Gimpel 2016, sec. 2), and with
 * the gradient in closed form, Phi(x) + x phi(x), from `x` alone.
 */
export function gelu<T extends tf.Tensor>(x: T): T {
  const activate = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [input, save] = args as [T, tf.GradSaveFunc];
    save([input]);
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
      const density = saved!
        .square()
        .mul(-0.5)
        .exp()
        .mul(1 / Math.sqrt(2 * Math.PI));
      return dy.mul(distribution(saved!).add(saved!.mul(density)));
    };
    return { value: input.mul(distribution(input)), gradFunc };
  });
  return activate(x) as T;
}

function distribution(x: tf.Tensor): tf.Tensor {
  return x.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
}
