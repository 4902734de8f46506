import type { Lowering } from '../lowering.js';
import { activation, hardSigmoid, hardSwish, reLU } from './activations.js';
import { attention, regionGathering } from './attention.js';
import { conv2d, depthwiseConv2d, dilatedDepthwiseConv2d, zeroPadding2d } from './convolutions.js';
import { add, concatenate, multiply, passOn, reshape } from './merges.js';
import { batchNormalization, layerNormalization, layerScale } from './normalizations.js';
import { classifyPixels, prepareImage } from './pictures.js';
import { adaptiveAveragePooling, averagePooling2d, globalAveragePooling2d, maxPooling2d } from './pooling.js';
import { resizeBilinear, upSampling2d, upsampleBilinear } from './resizing.js';

/** How each class of layers becomes ONNX, by the name that tfjs saves it under. */
export const LOWERINGS: ReadonlyMap<string, Lowering> = new Map([
  ['Conv2D', conv2d],
  ['DepthwiseConv2D', depthwiseConv2d],
  ['contraseg>DilatedDepthwiseConv2D', dilatedDepthwiseConv2d],
  ['ZeroPadding2D', zeroPadding2d],

  ['BatchNormalization', batchNormalization],
  ['LayerNormalization', layerNormalization],
  ['contraseg>LayerScale', layerScale],

  ['Activation', activation],
  ['ReLU', reLU],
  ['contraseg>HardSigmoid', hardSigmoid],
  ['contraseg>HardSwish', hardSwish],

  ['Add', add],
  ['Multiply', multiply],
  ['Concatenate', concatenate],
  ['Reshape', reshape],
  ['Dropout', passOn],

  ['MaxPooling2D', maxPooling2d],
  ['AveragePooling2D', averagePooling2d],
  ['GlobalAveragePooling2D', globalAveragePooling2d],
  ['contraseg>AdaptiveAveragePooling', adaptiveAveragePooling],

  ['contraseg>ResizeBilinear', resizeBilinear],
  ['contraseg>UpsampleBilinear', upsampleBilinear],
  ['UpSampling2D', upSampling2d],

  ['contraseg>PrepareImage', prepareImage],
  ['contraseg>ClassifyPixels', classifyPixels],

  ['contraseg>Attention', attention],
  ['contraseg>RegionGathering', regionGathering],
]);
