import { API_VERSION, definePlugin } from '../core/registry/plugin.js';
import { convnext } from './backbones/convnext/convnext.js';
import { efficientnetLite } from './backbones/efficientnet-lite/efficientnet-lite.js';
import { hrnet } from './backbones/hrnet/hrnet.js';
import { layersModel } from './backbones/layers-model.js';
import { mit } from './backbones/mit/mit.js';
import { mobilenetV2 } from './backbones/mobilenet-v2.js';
import { mobilenetV3 } from './backbones/mobilenet-v3/mobilenet-v3.js';
import { resnet } from './backbones/resnet/resnet.js';
import { tiny } from './backbones/tiny.js';
import { camvid } from './datasets/camvid.js';
import { cityscapes } from './datasets/cityscapes.js';
import { folder } from './datasets/folder.js';
import { shapes } from './datasets/shapes.js';
import { voc } from './datasets/voc.js';
import { deeplabV3 } from './heads/deeplab-v3.js';
import { deeplabV3Plus } from './heads/deeplab-v3-plus.js';
import { fcn } from './heads/fcn.js';
import { ocr } from './heads/ocr.js';
import { psp } from './heads/psp.js';
import { segformer } from './heads/segformer.js';
import { upernet } from './heads/upernet.js';
import { earlyStop } from './hooks/early-stop.js';
import { auxiliary } from './losses/auxiliary.js';
import { crossEntropy } from './losses/cross-entropy.js';
import { dice } from './losses/dice.js';
import { focal } from './losses/focal.js';
import { lovasz } from './losses/lovasz.js';
import { ohemCrossEntropy } from './losses/ohem-cross-entropy.js';
import { rmi } from './losses/rmi.js';
import { miou } from './metrics/miou.js';
import { adam } from './optimizers/adam.js';
import { sgd } from './optimizers/sgd.js';
import { constant } from './schedules/constant.js';
import { cosine } from './schedules/cosine.js';
import { poly } from './schedules/poly.js';
import { pad } from './transforms/pad.js';
import { photometric } from './transforms/photometric.js';
import { randomCrop } from './transforms/random-crop.js';
import { randomFlip } from './transforms/random-flip.js';
import { randomScale } from './transforms/random-scale.js';
import { randomScaleCrop } from './transforms/random-scale-crop.js';
import { resize } from './transforms/resize.js';

/** What every run knows without naming a plugin. */
export default definePlugin({
  name: 'builtin',
  version: '1.0.0',
  apiVersion: API_VERSION,
  register(registry) {
    for (const backbone of [
      tiny,
      mobilenetV2,
      mobilenetV3,
      efficientnetLite,
      resnet,
      hrnet,
      mit,
      convnext,
      layersModel,
    ])
      registry.add('backbone', backbone);
    for (const head of [fcn, deeplabV3, deeplabV3Plus, psp, upernet, ocr, segformer]) registry.add('head', head);
    for (const loss of [crossEntropy, ohemCrossEntropy, focal, dice, lovasz, rmi, auxiliary])
      registry.add('loss', loss);
    for (const optimizer of [sgd, adam]) registry.add('optimizer', optimizer);
    for (const schedule of [poly, cosine, constant]) registry.add('schedule', schedule);
    registry.add('hook', earlyStop);
    for (const dataset of [shapes, folder, camvid, cityscapes, voc]) registry.add('dataset', dataset);
    for (const transform of [randomScaleCrop, randomScale, randomCrop, randomFlip, photometric, pad, resize]) {
      registry.add('transform', transform);
    }
    registry.add('metric', miou);
  },
});
