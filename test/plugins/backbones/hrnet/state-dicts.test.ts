import test from 'ava';
import { HrNet } from '../../../../src/plugins/backbones/hrnet/hrnet.js';
import { useEngine } from '../../../helpers/engines.js';
import { fitsPeer } from '../../../zoo/state-dicts.js';

test.before(() => useEngine('cpu'));

const FILES = {
  'timm.hrnet_w32': 32,
  'mmseg.fcn_hr18': 18,
  'mmseg.ocrnet_hr18': 18,
  'contrastiveseg.hrnet_w48': 48,
  'contrastiveseg.hrnet_w48_ocr': 48,
  'contrastiveseg.hrnet_w48_ocr_contrast': 48,
} as const;

for (const [peer, width] of Object.entries(FILES)) {
  test.serial(`the backbone in ${peer} fits with nothing missing or too many`, async (t) => {
    await fitsPeer(t, peer, HrNet.create({ width }));
  });
}
