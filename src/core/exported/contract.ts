import * as z from 'zod/mini';
import { ALIGNMENT, OVERLAP, TILE, WHOLE_PIXELS } from '../evaluation/tiles.js';

const Byte = z.int().check(z.minimum(0), z.maximum(255));
const PerChannel = z.readonly(z.array(z.number()).check(z.length(3)));

/**
 * `contraseg.json`: all that must be known beside `model.json` to get from pixels to the mask that `predict` gives. The
 * literals leave no choice; they say what is done, so that a reader in another language can do the same. Browsers read this
 * module too, hence the small zod.
 */
export const Contract = z.strictObject({
  format: z.literal(1).check(z.describe('Version of this file.')),
  graph: z
    .enum(['logits', 'mask'])
    .check(
      z.describe(
        'What the network computes: `logits` of an image that `input` was done to, or the `mask` of the RGB bytes themselves, with `input` and `output` in it.',
      ),
    ),
  weights: z
    .enum(['float32', 'float16', 'int8'])
    .check(z.describe('How the kernels are kept; everything is computed in float32.')),
  input: z.strictObject({
    channels: z.literal('RGB').check(z.describe('Upright, as the EXIF orientation says; alpha is dropped.')),
    order: z
      .enum(['rgb', 'bgr'])
      .check(
        z.describe(
          'Whether red or blue is the first channel that the network is given; mean and std are of R, G and B.',
        ),
      ),
    mean: PerChannel.check(z.describe('Of each channel; the network is given `(value / 255 - mean) / std`.')),
    std: PerChannel.check(z.describe('Of each channel.')),
    multipleOf: z
      .int()
      .check(z.minimum(1), z.describe('Height and width are padded to the next multiple of it, the output stride.')),
    padding: z
      .literal('bottom-right-zero')
      .check(z.describe('Rows below and columns at the right, 0 after normalisation, which is the mean colour.')),
  }),
  output: z.strictObject({
    resize: z
      .literal('bilinear-half-pixel')
      .check(z.describe('Logits are resized to the padded input, corners not aligned; then the padding is cut off.')),
    mask: z.literal('argmax').check(z.describe('The class of the largest logit, the first where two are equal.')),
  }),
  large: z.strictObject({
    pixels: z.literal(WHOLE_PIXELS).check(z.describe('An image of more pixels is predicted in windows.')),
    window: z.literal(TILE).check(z.describe('Side of a window.')),
    overlap: z.literal(OVERLAP).check(z.describe('Pixels that neighbours share; each keeps its half.')),
    alignment: z.literal(ALIGNMENT).check(z.describe('Windows begin at multiples of it.')),
  }),
  classes: z
    .readonly(z.array(z.strictObject({ name: z.string(), color: z.readonly(z.tuple([Byte, Byte, Byte])) })))
    .check(z.describe('Class `i` of the mask, with its colour in overlays.')),
  ignoreIndex: Byte.check(
    z.describe('Stands for "no class" in the masks of the training data; never in a prediction.'),
  ),
});

export type Contract = z.infer<typeof Contract>;

/** What an export does, apart from what its run decides. */
export function contractOf({
  mean,
  std,
  order,
  multipleOf,
  graph = 'logits',
  weights = 'float32',
  ...model
}: Pick<Contract['input'], 'mean' | 'std' | 'order' | 'multipleOf'> &
  Pick<Contract, 'classes' | 'ignoreIndex'> &
  Partial<Pick<Contract, 'graph' | 'weights'>>): Contract {
  return {
    format: 1,
    graph,
    weights,
    input: { channels: 'RGB', order, mean, std, multipleOf, padding: 'bottom-right-zero' },
    output: { resize: 'bilinear-half-pixel', mask: 'argmax' },
    large: { pixels: WHOLE_PIXELS, window: TILE, overlap: OVERLAP, alignment: ALIGNMENT },
    ...model,
  };
}

export const CONTRACT_FILE = 'contraseg.json';

/** @returns the contract, or what is wrong with it */
export function parseContract(
  json: unknown,
): { readonly contract: Contract } | { readonly reasons: readonly string[] } {
  const parsed = Contract.safeParse(json);
  if (parsed.success) return { contract: parsed.data };
  return { reasons: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`) };
}
