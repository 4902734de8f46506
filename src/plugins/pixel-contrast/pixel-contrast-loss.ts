import type { Loss, LossContext } from '../../core/interfaces/loss.js';
import { RandomStreams } from '../../core/random/random-streams.js';
import type { ComponentDefinition } from '../../core/registry/definition.js';
import { inject, injectable, OPTIONS, RANDOM } from '../../core/registry/injection.js';
import { type Choices, type PixelContrastInput, resolveChoices } from './choices.js';
import { PixelContrastOptions } from './options.js';
import { PixelContrastTerm } from './pixel-contrast-term.js';

/**
 * Cross-image pixel contrast: pulls embeddings of one class together and pushes those of different classes apart,
 * within the batch and against memory banks filled by earlier batches (docs/method.md).
 */
@injectable()
export class PixelContrastLoss implements Loss {
  readonly weight: number;
  private readonly choices: Choices;

  constructor(
    @inject(OPTIONS) options: PixelContrastInput = {},
    @inject(RANDOM) private readonly random: RandomStreams = new RandomStreams(0),
  ) {
    this.choices = resolveChoices(options);
    this.weight = this.choices.weight;
  }

  setup(context: LossContext): PixelContrastTerm {
    return new PixelContrastTerm(this.choices, context, this.random);
  }
}

export const pixelContrast: ComponentDefinition<'loss'> = {
  name: 'pixel-contrast',
  description: 'Cross-image pixel contrast with memory banks.',
  options: PixelContrastOptions,
  component: PixelContrastLoss,
};
