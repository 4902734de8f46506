import * as tf from '@tensorflow/tfjs';
import { DilatedDepthwiseConv2D } from './dilated-depthwise-conv2d.js';
import { ResizeBilinear } from './resize-bilinear.js';

/** Importing this module lets `tf.loadLayersModel` open the models that contraseg exports, in Node and in the browser. */
for (const layer of [ResizeBilinear, DilatedDepthwiseConv2D]) tf.serialization.registerClass(layer);

export * from './batch-normalization.js';
export * from './blocks.js';
export * from './dilated-depthwise-conv2d.js';
export * from './initialization.js';
export * from './resize-bilinear.js';
