import { API_VERSION, definePlugin } from '../core/registry/plugin.js';
import { layersModel } from './backbones/layers-model.js';
import { mobilenetV2 } from './backbones/mobilenet-v2.js';
import { tiny } from './backbones/tiny.js';
import { camvid } from './datasets/camvid.js';
import { cityscapes } from './datasets/cityscapes.js';
import { folder } from './datasets/folder.js';
import { list } from './datasets/list.js';
import { shapes } from './datasets/shapes.js';
import { voc } from './datasets/voc.js';
import { deeplabV3Plus } from './heads/deeplab-v3-plus.js';
import { fcn } from './heads/fcn.js';
import { csv } from './hooks/csv.js';
import { earlyStop } from './hooks/early-stop.js';
import { tensorboard } from './hooks/tensorboard/tensorboard.js';
import { crossEntropy } from './losses/cross-entropy.js';
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
import { randomRotate } from './transforms/random-rotate.js';
import { randomScale } from './transforms/random-scale.js';
import { randomScaleCrop } from './transforms/random-scale-crop.js';
import { resize } from './transforms/resize.js';

/** What every run knows without naming a plugin. */
export default definePlugin({
  name: 'builtin',
  version: '1.0.0',
  apiVersion: API_VERSION,
  register(registry) {
    for (const backbone of [tiny, mobilenetV2, layersModel]) registry.add('backbone', backbone);
    for (const head of [fcn, deeplabV3Plus]) registry.add('head', head);
    registry.add('loss', crossEntropy);
    for (const optimizer of [sgd, adam]) registry.add('optimizer', optimizer);
    for (const schedule of [poly, cosine, constant]) registry.add('schedule', schedule);
    for (const hook of [earlyStop, csv, tensorboard]) registry.add('hook', hook);
    for (const dataset of [shapes, folder, list, camvid, cityscapes, voc]) registry.add('dataset', dataset);
    for (const transform of [
      randomScaleCrop,
      randomScale,
      randomCrop,
      randomFlip,
      randomRotate,
      photometric,
      pad,
      resize,
    ]) {
      registry.add('transform', transform);
    }
    registry.add('metric', miou);
  },
});
