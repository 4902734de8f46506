/**
 * The layers that exported models hold beside those of tfjs.
 * @module contraseg/layers
 */

import * as tf from '@tensorflow/tfjs';
import { DilatedDepthwiseConv2D, type DilatedDepthwiseConv2DArgs } from './dilated-depthwise-conv2d.js';
import { ResizeBilinear } from './resize-bilinear.js';

/*
 * Importing this module lets `tf.loadLayersModel` open the models that contraseg exports, in Node and in the browser. It
 * must therefore need nothing but tfjs; what trains a layer is elsewhere.
 */
for (const layer of [ResizeBilinear, DilatedDepthwiseConv2D]) tf.serialization.registerClass(layer);

export { DilatedDepthwiseConv2D, type DilatedDepthwiseConv2DArgs, ResizeBilinear };
