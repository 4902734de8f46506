import type * as tf from '@tensorflow/tfjs';
import { heNormal, type KernelInitializer, zeroKernels } from '../layers/initialization.js';
import type { RandomStreams } from '../random/random-streams.js';
import type { WeightLayout, WeightOrigin } from './layout.js';
import { readSafetensors, type SafeTensors } from './safetensors.js';
import { assignTorchWeights } from './torch-weights.js';

/** The `weights` option of a network: a file that its layers get their values from, or none, and they are drawn. */
export class PretrainedWeights {
  /** Whose names the file had; known once the weights are assigned. */
  origin: WeightOrigin | undefined;
  private weights: SafeTensors | undefined;

  constructor(
    private readonly file: string | undefined,
    private readonly layouts: readonly WeightLayout[],
  ) {}

  /** @throws ContrasegError when there is a file and it cannot be read */
  async read(): Promise<void> {
    if (this.file !== undefined) this.weights = await readSafetensors(this.file);
  }

  /** Draws by He et al. what no file is about to replace. */
  kernels(random: RandomStreams): KernelInitializer {
    return this.replacing(heNormal(random));
  }

  /** The same for other draws. */
  replacing(drawn: KernelInitializer): KernelInitializer {
    return this.weights ? zeroKernels : drawn;
  }

  /** Whether the file has a tensor whose name ends so. */
  includes(ending: string): boolean {
    return this.weights !== undefined && [...this.weights.tensors.keys()].some((name) => name.endsWith(ending));
  }

  /**
   * Gives every layer behind the outputs its weights, if there is a file.
   * @param inputs what lies behind these keeps its weights: a head's inputs
   * @throws ContrasegError listing every tensor that is missing, too many or of another shape
   */
  assign(outputs: readonly tf.SymbolicTensor[], inputs?: readonly tf.SymbolicTensor[]): void {
    const { file, weights, layouts } = this;
    if (file === undefined || !weights) return;
    this.origin = { file, layout: assignTorchWeights(outputs, { file, weights, layouts, inputs }) };
  }
}
