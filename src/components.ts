/**
 * The builtin components as classes, for use without a registry: `new FcnHead({ channels: 256 })`.
 * A class takes its options complete; the schema beside it fills in the defaults: `FcnOptions.parse({})`.
 * @module contraseg/components
 */

export { LayersModelBackbone, LayersModelOptions } from './plugins/backbones/layers-model.js';
export { MobileNetV2Backbone, MobileNetV2Options } from './plugins/backbones/mobilenet-v2.js';
export { TinyBackbone, TinyOptions } from './plugins/backbones/tiny.js';
export { CamvidDataset, CamvidOptions } from './plugins/datasets/camvid.js';
export { CityscapesDataset, CityscapesOptions } from './plugins/datasets/cityscapes.js';
export { FolderDataset, FolderOptions } from './plugins/datasets/folder.js';
export { ListDataset, ListOptions } from './plugins/datasets/list.js';
export { ShapesDataset, ShapesOptions } from './plugins/datasets/shapes.js';
export { VocDataset, VocOptions } from './plugins/datasets/voc.js';
export { DeepLabV3PlusHead, DeepLabV3PlusOptions } from './plugins/heads/deeplab-v3-plus.js';
export { FcnHead, FcnOptions } from './plugins/heads/fcn.js';
export { Csv, CsvOptions } from './plugins/hooks/csv.js';
export { EarlyStop, EarlyStopOptions } from './plugins/hooks/early-stop.js';
export { Tensorboard, TensorboardOptions } from './plugins/hooks/tensorboard/tensorboard.js';
export { CrossEntropyLoss, CrossEntropyOptions } from './plugins/losses/cross-entropy.js';
export { Miou, MiouOptions } from './plugins/metrics/miou.js';
export { AdamOptimizer, AdamOptions } from './plugins/optimizers/adam.js';
export { SgdOptimizer, SgdOptions } from './plugins/optimizers/sgd.js';
export { ConstantOptions, ConstantSchedule } from './plugins/schedules/constant.js';
export { CosineOptions, CosineSchedule } from './plugins/schedules/cosine.js';
export { PolyOptions, PolySchedule } from './plugins/schedules/poly.js';
export { Pad, PadOptions } from './plugins/transforms/pad.js';
export { Photometric, PhotometricOptions } from './plugins/transforms/photometric.js';
export { RandomCrop, RandomCropOptions } from './plugins/transforms/random-crop.js';
export { RandomFlip, RandomFlipOptions } from './plugins/transforms/random-flip.js';
export { RandomRotate, RandomRotateOptions } from './plugins/transforms/random-rotate.js';
export { RandomScale, RandomScaleOptions } from './plugins/transforms/random-scale.js';
export { RandomScaleCrop, RandomScaleCropOptions } from './plugins/transforms/random-scale-crop.js';
export { Resize, ResizeOptions } from './plugins/transforms/resize.js';
