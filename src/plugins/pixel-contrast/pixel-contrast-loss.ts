import type { Loss, LossContext } from '../../core/interfaces/loss.js';
import type { Resolved } from '../../core/options/references.js';
import type { RandomStreams } from '../../core/random/random-streams.js';
import { defineComponent } from '../../core/registry/define-component.js';
import { RANDOM } from '../../core/registry/tokens.js';
import { type Choices, resolveChoices } from './choices.js';
import { PixelContrastOptions } from './options.js';
import { PixelContrastTerm } from './pixel-contrast-term.js';

class PixelContrastLoss implements Loss {
  readonly weight: number;
  private readonly choices: Choices;

  constructor(
    options: Resolved<typeof PixelContrastOptions>,
    private readonly random: RandomStreams,
  ) {
    this.choices = resolveChoices(options);
    this.weight = this.choices.weight;
  }

  setup(context: LossContext): PixelContrastTerm {
    return new PixelContrastTerm(this.choices, context, this.random);
  }
}

/**
 * Cross-image pixel contrast: pulls embeddings of one class together and pushes those of different classes apart,
 * within the batch and against memory banks filled by earlier batches (docs/method.md).
 */
export const PixelContrast = defineComponent('loss', {
  name: 'pixel-contrast',
  description: 'Cross-image pixel contrast with memory banks.',
  options: PixelContrastOptions,
  inject: [RANDOM],
  component: PixelContrastLoss,
});
