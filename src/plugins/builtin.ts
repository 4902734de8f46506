import { API_VERSION, definePlugin } from '../core/registry/plugin.js';
import { ConvNext } from './backbones/convnext/convnext.js';
import { EfficientNetLite } from './backbones/efficientnet-lite/efficientnet-lite.js';
import { HrNet } from './backbones/hrnet/hrnet.js';
import { LayersModel } from './backbones/layers-model.js';
import { Mit } from './backbones/mit/mit.js';
import { MobileNetV2 } from './backbones/mobilenet-v2.js';
import { MobileNetV3 } from './backbones/mobilenet-v3/mobilenet-v3.js';
import { ResNet } from './backbones/resnet/resnet.js';
import { Tiny } from './backbones/tiny.js';
import { Camvid } from './datasets/camvid.js';
import { Cityscapes } from './datasets/cityscapes.js';
import { Folder } from './datasets/folder.js';
import { List } from './datasets/list.js';
import { Shapes } from './datasets/shapes.js';
import { Voc } from './datasets/voc.js';
import { DeepLabV3 } from './heads/deeplab-v3.js';
import { DeepLabV3Plus } from './heads/deeplab-v3-plus.js';
import { Fcn } from './heads/fcn.js';
import { Ocr } from './heads/ocr.js';
import { Psp } from './heads/psp.js';
import { SegFormer } from './heads/segformer.js';
import { UperNet } from './heads/upernet.js';
import { Csv } from './hooks/csv.js';
import { EarlyStop } from './hooks/early-stop.js';
import { Tensorboard } from './hooks/tensorboard/tensorboard.js';
import { Auxiliary } from './losses/auxiliary.js';
import { CrossEntropy } from './losses/cross-entropy.js';
import { Dice } from './losses/dice.js';
import { Focal } from './losses/focal.js';
import { Lovasz } from './losses/lovasz.js';
import { OhemCrossEntropy } from './losses/ohem-cross-entropy.js';
import { Rmi } from './losses/rmi.js';
import { Miou } from './metrics/miou.js';
import { Adam } from './optimizers/adam.js';
import { Sgd } from './optimizers/sgd.js';
import { Constant } from './schedules/constant.js';
import { Cosine } from './schedules/cosine.js';
import { Poly } from './schedules/poly.js';
import { Pad } from './transforms/pad.js';
import { Photometric } from './transforms/photometric.js';
import { RandomCrop } from './transforms/random-crop.js';
import { RandomFlip } from './transforms/random-flip.js';
import { RandomRotate } from './transforms/random-rotate.js';
import { RandomScale } from './transforms/random-scale.js';
import { RandomScaleCrop } from './transforms/random-scale-crop.js';
import { Resize } from './transforms/resize.js';

/** What every run knows without naming a plugin. */
export default definePlugin({
  name: 'builtin',
  version: '1.0.0',
  apiVersion: API_VERSION,
  register(registry) {
    for (const backbone of [
      Tiny,
      MobileNetV2,
      MobileNetV3,
      EfficientNetLite,
      ResNet,
      HrNet,
      Mit,
      ConvNext,
      LayersModel,
    ])
      registry.add(backbone);
    for (const head of [Fcn, DeepLabV3, DeepLabV3Plus, Psp, UperNet, Ocr, SegFormer]) registry.add(head);
    for (const loss of [CrossEntropy, OhemCrossEntropy, Focal, Dice, Lovasz, Rmi, Auxiliary]) registry.add(loss);
    for (const optimizer of [Sgd, Adam]) registry.add(optimizer);
    for (const schedule of [Poly, Cosine, Constant]) registry.add(schedule);
    for (const hook of [EarlyStop, Csv, Tensorboard]) registry.add(hook);
    for (const dataset of [Shapes, Folder, List, Camvid, Cityscapes, Voc]) registry.add(dataset);
    for (const transform of [
      RandomScaleCrop,
      RandomScale,
      RandomCrop,
      RandomFlip,
      RandomRotate,
      Photometric,
      Pad,
      Resize,
    ]) {
      registry.add(transform);
    }
    registry.add(Miou);
  },
});
