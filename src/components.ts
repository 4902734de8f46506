/*
 * `contraseg/components`: the builtin components, each of which makes itself without a registry: `Fcn.create({ channels: 256 })`.
 * Its schema of options is `Fcn.options`, the type of what is made `InstanceType<typeof Fcn.component>`.
 */

export { ConvNext } from './plugins/backbones/convnext/convnext.js';
export { EfficientNetLite } from './plugins/backbones/efficientnet-lite/efficientnet-lite.js';
export { HrNet } from './plugins/backbones/hrnet/hrnet.js';
export { LayersModel } from './plugins/backbones/layers-model.js';
export { Mit } from './plugins/backbones/mit/mit.js';
export { MobileNetV2 } from './plugins/backbones/mobilenet-v2.js';
export { MobileNetV3 } from './plugins/backbones/mobilenet-v3/mobilenet-v3.js';
export { ResNet } from './plugins/backbones/resnet/resnet.js';
export { Tiny } from './plugins/backbones/tiny.js';
export { Camvid } from './plugins/datasets/camvid.js';
export { Cityscapes } from './plugins/datasets/cityscapes.js';
export { Folder } from './plugins/datasets/folder.js';
export { List } from './plugins/datasets/list.js';
export { Shapes } from './plugins/datasets/shapes.js';
export { Voc } from './plugins/datasets/voc.js';
export { DeepLabV3 } from './plugins/heads/deeplab-v3.js';
export { DeepLabV3Plus } from './plugins/heads/deeplab-v3-plus.js';
export { Fcn } from './plugins/heads/fcn.js';
export { Ocr } from './plugins/heads/ocr.js';
export { Psp } from './plugins/heads/psp.js';
export { SegFormer } from './plugins/heads/segformer.js';
export { UperNet } from './plugins/heads/upernet.js';
export { Csv } from './plugins/hooks/csv.js';
export { EarlyStop } from './plugins/hooks/early-stop.js';
export { Tensorboard } from './plugins/hooks/tensorboard/tensorboard.js';
export { Auxiliary } from './plugins/losses/auxiliary.js';
export { CrossEntropy } from './plugins/losses/cross-entropy.js';
export { Dice } from './plugins/losses/dice.js';
export { Focal } from './plugins/losses/focal.js';
export { Lovasz } from './plugins/losses/lovasz.js';
export { OhemCrossEntropy } from './plugins/losses/ohem-cross-entropy.js';
export { Rmi } from './plugins/losses/rmi.js';
export { Miou } from './plugins/metrics/miou.js';
export { Adam } from './plugins/optimizers/adam.js';
export { Sgd } from './plugins/optimizers/sgd.js';
export { Constant } from './plugins/schedules/constant.js';
export { Cosine } from './plugins/schedules/cosine.js';
export { Poly } from './plugins/schedules/poly.js';
export { Pad } from './plugins/transforms/pad.js';
export { Photometric } from './plugins/transforms/photometric.js';
export { RandomCrop } from './plugins/transforms/random-crop.js';
export { RandomFlip } from './plugins/transforms/random-flip.js';
export { RandomRotate } from './plugins/transforms/random-rotate.js';
export { RandomScale } from './plugins/transforms/random-scale.js';
export { RandomScaleCrop } from './plugins/transforms/random-scale-crop.js';
export { Resize } from './plugins/transforms/resize.js';
