import { memory } from '@tensorflow/tfjs';
import { selectEngine } from '../core/engine/index.js';
import { type ImageSize, totalCost } from '../core/model/layer-costs.js';
import type { PartCost } from '../core/model/segmentation-model.js';
import { buildRun } from '../core/run/build.js';
import { type ConfigSource, readConfig } from './config.js';

export interface SummaryOptions extends ConfigSource {
  /** Of an image; that of the first training batch when absent. */
  readonly size?: ImageSize;
}

/** Bytes that a step needs, as far as they are known before it: losses and an engine's workspace come on top. */
export interface StepMemory {
  /** Weights, the optimizer's slots, banks: what is there between the steps. */
  readonly state: number;
  /** One value for each that is trained. */
  readonly gradients: number;
  /** What the layers give for the whole batch, which the way back needs. */
  readonly activations: number;
}

export interface ModelSummary {
  readonly size: ImageSize;
  readonly batchSize: number;
  readonly layers: readonly PartCost[];
  /** Trained values of the network as it is exported. */
  readonly parameters: number;
  /** The same with auxiliary classifiers and what the losses train. */
  readonly trainedParameters: number;
  /** Of the exported network, for one image. */
  readonly multiplyAdds: number;
  readonly memory: StepMemory;
}

const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** What the model of a configuration is made of and what it takes; reads no weights and trains nothing. */
export async function summarize({ size: given, ...source }: SummaryOptions): Promise<ModelSummary> {
  const { registry, config } = await readConfig(source);
  await selectEngine(config.engine, { threads: config.threads });
  const before = memory().numBytes;
  const run = await buildRun(registry, config, { pretrained: false });
  try {
    const state = memory().numBytes - before;
    const size = given ?? (await run.batches.next());
    const layers = run.model.costs(size);
    const trainedParameters = run.step.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
    // A batch norm computes with the layer behind it, which is counted.
    const kept = layers.filter(({ type }) => type !== 'BatchNormalization');
    const values = kept.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
    const { batchSize } = config.trainer;
    return {
      size: { height: size.height, width: size.width },
      batchSize,
      layers,
      ...totalCost(layers.filter(({ part }) => part !== 'auxiliary')),
      trainedParameters,
      memory: { state, gradients: BYTES * trainedParameters, activations: BYTES * batchSize * values },
    };
  } finally {
    await run.batches.close();
    registry.dispose();
  }
}
