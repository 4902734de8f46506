export type OutputStride = 8 | 16 | 32;

export interface InvertedResidual {
  /** `blocks.<index>`, the name of its layers and of its weights. */
  readonly name: string;
  readonly inputChannels: number;
  readonly expandedChannels: number;
  readonly channels: number;
  readonly stride: number;
  readonly dilation: number;
  /** Input pixels per cell of its output. */
  readonly outputStride: number;
}

/** Sandler et al. 2018, table 2: expansion, channels, repetitions, stride; here the fifth stage halves, not the fourth. */
const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 1],
  [6, 96, 3, 2],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

const STEM_CHANNELS = 32;

/** Channels at a width multiplier: multiples of 8, and never more than a tenth below the exact number. */
function scaledChannels(channels: number, widthMultiplier: number): number {
  const exact = channels * widthMultiplier;
  const rounded = Math.max(8, Math.round(exact / 8) * 8);
  return rounded < 0.9 * exact ? rounded + 8 : rounded;
}

export function stemChannels(widthMultiplier: number): number {
  return scaledChannels(STEM_CHANNELS, widthMultiplier);
}

/**
 * The 17 blocks. Once the output stride is reached, strides turn into dilation (atrous convolution, Chen et al. 2017),
 * which keeps the receptive fields that the pretrained kernels know.
 */
export function invertedResiduals(widthMultiplier: number, outputStride: OutputStride): InvertedResidual[] {
  const blocks: InvertedResidual[] = [];
  let inputChannels = stemChannels(widthMultiplier);
  let reached = 2;
  let dilation = 1;
  for (const [expansion, baseChannels, repetitions, stageStride] of STAGES) {
    const channels = scaledChannels(baseChannels, widthMultiplier);
    for (let i = 0; i < repetitions; i++) {
      let stride = i === 0 ? stageStride : 1;
      if (reached * stride > outputStride) {
        dilation *= stride;
        stride = 1;
      }
      reached *= stride;
      blocks.push({
        name: `blocks.${blocks.length}`,
        inputChannels,
        expandedChannels: inputChannels * expansion,
        channels,
        stride,
        dilation,
        outputStride: reached,
      });
      inputChannels = channels;
    }
  }
  return blocks;
}
