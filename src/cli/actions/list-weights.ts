import { downloaded } from '../../core/weights/download.js';
import { IMAGENET_WEIGHTS } from '../../plugins/backbones/imagenet-weights.js';
import { give, say } from '../output.js';
import { publishedWeightsTable } from '../tables/published-weights.js';

export async function printPublishedWeights(): Promise<void> {
  const files = await Promise.all(IMAGENET_WEIGHTS.map(async (each) => ({ ...each, file: await downloaded(each) })));
  say(publishedWeightsTable(files));
  say('`weights: imagenet` takes the file of its backbone; `npx contraseg weights fetch <name>` fetches it');
  give({ weights: files });
}
