import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { selectEngine } from '../core/engine/index.js';
import { damagedContract, fixedExport } from '../core/errors/exported.js';
import { ContrasegError } from '../core/errors/index.js';
import type { Picture } from '../core/evaluation/predict-mask.js';
import { CONTRACT_FILE, type Contract, parseContract } from '../core/exported/contract.js';
import { inferenceModel, segmentPicture } from '../core/exported/network.js';
import { readLayersModel } from '../core/weights/layers-model.js';
import type { OpenRunOptions } from './run.js';

export function isExportedModel(folder: string): boolean {
  return existsSync(join(folder, CONTRACT_FILE));
}

/** Opens what `exportModel` wrote. */
export async function openExportedModel(folder: string, { checkpoint = 'best', set = [], plugins }: OpenRunOptions) {
  const refused = [
    ...(checkpoint === 'last' ? ['the last checkpoint'] : []),
    ...(set.length > 0 ? ['--set'] : []),
    ...(plugins ? ['plugins'] : []),
  ];
  if (refused.length > 0) throw new ContrasegError(refused.map((option) => fixedExport(folder, option)));
  const contract = await readContract(join(folder, CONTRACT_FILE));
  await selectEngine('auto');
  const network = await readLayersModel(folder);
  const opened = { classes: contract.classes, dispose: () => void network.dispose() };
  if (contract.graph === 'mask') {
    return { ...opened, segment: (picture: Picture) => segmentPicture(network, contract, picture) };
  }
  return { ...opened, normalization: contract.input, model: inferenceModel(network, contract) };
}

async function readContract(file: string): Promise<Contract> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ContrasegError(damagedContract(file, [(error as Error).message]), { cause: error });
  }
  const read = parseContract(json);
  if ('reasons' in read) throw new ContrasegError(damagedContract(file, read.reasons));
  return read.contract;
}
