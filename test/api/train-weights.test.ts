import test from 'ava';
import { train } from '../../src/api/train.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { useFastest } from '../helpers/engines.js';
import { sharedFile } from '../helpers/shared.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

test.serial('a run says whose weights it has, and when they were trained on other values of pixels', async (t) => {
  const weights = sharedFile(t, 'zoo/weights/tf_efficientnet_lite0.safetensors');
  if (!weights) return;
  const { name: engine } = await useFastest();
  const model = { ...TINY_CONFIG.model, backbone: { type: 'efficientnet-lite', weights } };
  const config = { ...TINY_CONFIG, model, engine, trainer: { ...TINY_CONFIG.trainer, iterations: 1 } };
  const linesOf = async (set: string[]) => {
    const lines: string[] = [];
    await train({ config, set, out: temporaryFolder(t), report: (line) => void lines.push(line) });
    return lines;
  };
  const half = 'model.normalization={ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }';
  t.deepEqual(await linesOf([half]), [`backbone: weights in the names of timm from ${weights}`]);
  const [, warning] = await linesOf([]);
  t.is(
    warning,
    'these weights were trained with model.normalization { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] }, the configuration says { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }',
  );
});
