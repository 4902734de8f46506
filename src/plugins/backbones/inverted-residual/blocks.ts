import type { Activation } from '../../../core/layers/blocks.js';

export type OutputStride = 8 | 16 | 32;

/** One block as a network's table has it, at output stride 32. */
export interface BlockRow {
  readonly kernelSize: 3 | 5;
  /** Channels of the depthwise convolution; `expands` says whether a 1x1 convolution makes them. */
  readonly expandedChannels: number;
  readonly expands: boolean;
  /** Channels between the two layers of squeeze-and-excitation, where there is one. */
  readonly squeezedChannels?: number | undefined;
  readonly channels: number;
  readonly activation: Activation;
  readonly stride: 1 | 2;
}

export interface InvertedResidual extends BlockRow {
  /** `blocks.<index>`, the name of its layers. */
  readonly name: string;
  /** Input and output are added. */
  readonly residual: boolean;
  readonly dilation: number;
  /** How often the image would be halved up to here at output stride 32. */
  readonly level: number;
  /** Input pixels per cell of its output. */
  readonly outputStride: number;
}

/**
 * The blocks behind a stem of stride 2. Once the output stride is reached, strides turn into dilation (atrous convolution,
 * Chen et al. 2017), which keeps the receptive fields that the pretrained kernels know.
 */
export function placeBlocks(
  rows: readonly BlockRow[],
  stemChannels: number,
  outputStride: OutputStride,
): InvertedResidual[] {
  let inputChannels = stemChannels;
  let reached = 2;
  let dilation = 1;
  let level = 1;
  return rows.map((row, i) => {
    const stride = reached * row.stride > outputStride ? 1 : row.stride;
    dilation *= row.stride / stride;
    reached *= stride;
    level += row.stride - 1;
    const residual = row.stride === 1 && row.channels === inputChannels;
    inputChannels = row.channels;
    return { ...row, name: `blocks.${i}`, stride, dilation, level, residual, outputStride: reached };
  });
}

/** Channels of a scaled network: the nearest multiple of 8 that is at least 8 and at most a tenth below the exact number. */
export function roundChannels(exact: number): number {
  const rounded = Math.max(8, Math.round(exact / 8) * 8);
  return rounded < 0.9 * exact ? rounded + 8 : rounded;
}
