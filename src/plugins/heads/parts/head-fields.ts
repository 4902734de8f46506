import { z } from 'zod';
import { path } from '../../../core/options/references.js';

const share = z.number().min(0).lt(1);

/** An option that names a map of the backbone. */
export function featureField(description: string) {
  return z
    .string()
    .optional()
    .describe(`${description} \`all\` enlarges every map from stride 4 on to the first and concatenates them.`);
}

/** An option that has the same meaning in every head. */
export const dropoutField = share.describe('Share of the channels that are lost before the classifier in training.');

export const weightsField = path()
  .optional()
  .describe('Safetensors file of a whole segmenter, whose head is taken; random weights without it.');

export const AuxiliaryClassifierOptions = z.strictObject({
  feature: featureField("The backbone's map that it reads; the deepest but one by default."),
  channels: z.int().positive().default(256).describe('Channels of the convolution before its 1x1 classifier.'),
  kernelSize: z.literal([1, 3]).default(3).describe('Height and width of that convolution.'),
  dropout: share.default(0.1).describe('Share of its channels that are lost in training.'),
});

export const auxiliaryField = AuxiliaryClassifierOptions.optional().describe(
  'A second classifier on an earlier map, in training only, which the loss `auxiliary` trains; none by default.',
);
