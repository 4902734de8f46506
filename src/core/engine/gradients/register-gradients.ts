import * as tf from '@tensorflow/tfjs';
import { avgPool } from './avg-pool.js';
import { conv2d } from './conv2d.js';
import { depthwiseConv2d } from './depthwise-conv2d.js';
import { relu, relu6 } from './relu.js';
import { resizeBilinear, resizeNearestNeighbor } from './resize.js';

let registered = false;

/** Replaces the gradients that tfjs 4.22 lacks or has wrong or slow, for every engine, once. */
export function registerGradients(): void {
  if (registered) return;
  registered = true;
  for (const gradient of [avgPool, conv2d, depthwiseConv2d, relu, relu6, resizeBilinear, resizeNearestNeighbor]) {
    tf.unregisterGradient(gradient.kernelName); // tfjs warns when one is overwritten
    tf.registerGradient(gradient);
  }
}
