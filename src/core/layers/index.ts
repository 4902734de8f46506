/**
 * The layers that exported models hold beside those of tfjs.
 * @module contraseg/layers
 */

import * as tf from '@tensorflow/tfjs';
import { AdaptiveAveragePooling, type AdaptiveAveragePoolingArgs } from './adaptive-average-pooling.js';
import { Attention, type AttentionArgs } from './attention.js';
import { DilatedDepthwiseConv2D, type DilatedDepthwiseConv2DArgs } from './dilated-depthwise-conv2d.js';
import { HardSigmoid, HardSwish } from './hard-activations.js';
import { LayerScale, type LayerScaleArgs } from './layer-scale.js';
import { ClassifyPixels, type ClassifyPixelsArgs, PrepareImage, type PrepareImageArgs } from './picture.js';
import { RegionGathering } from './region-gathering.js';
import {
  ResizeBilinear,
  type ResizeBilinearArgs,
  UpsampleBilinear,
  type UpsampleBilinearArgs,
} from './resize-bilinear.js';

/*
 * Importing this module lets `tf.loadLayersModel` open the models that contraseg exports, in Node and in the browser. It
 * must therefore need nothing but tfjs; what trains a layer is elsewhere.
 */
for (const layer of [
  ResizeBilinear,
  UpsampleBilinear,
  DilatedDepthwiseConv2D,
  HardSigmoid,
  HardSwish,
  Attention,
  LayerScale,
  AdaptiveAveragePooling,
  RegionGathering,
  PrepareImage,
  ClassifyPixels,
])
  tf.serialization.registerClass(layer);

export {
  AdaptiveAveragePooling,
  type AdaptiveAveragePoolingArgs,
  Attention,
  type AttentionArgs,
  ClassifyPixels,
  type ClassifyPixelsArgs,
  DilatedDepthwiseConv2D,
  type DilatedDepthwiseConv2DArgs,
  HardSigmoid,
  HardSwish,
  LayerScale,
  type LayerScaleArgs,
  PrepareImage,
  type PrepareImageArgs,
  RegionGathering,
  ResizeBilinear,
  type ResizeBilinearArgs,
  UpsampleBilinear,
  type UpsampleBilinearArgs,
};
