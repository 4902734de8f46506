import { listModels } from '../../api/list-models.js';
import { selectEngine } from '../../core/engine/index.js';
import { give, say } from '../output.js';
import { formatModels } from '../tables/model-table.js';

export interface ModelsOptions {
  readonly size: { readonly height: number; readonly width: number };
}

export async function printModels(config: string | object, { size }: ModelsOptions): Promise<void> {
  await selectEngine('cpu');
  const models = await listModels(size, config);
  say(formatModels(models));
  give(models);
}
