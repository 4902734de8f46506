import { ContrasegError } from '../../../core/errors/index.js';
import { unknownFeature } from '../../../core/errors/model.js';
import type { HeadFeature } from '../../../core/interfaces/head.js';
import { concatenate, resizeLike } from '../../../core/layers/blocks.js';

/** The name of all maps from stride 4 on, enlarged to the first of them and concatenated, as HRNet is read. */
const ALL = 'all';

/** What is read where no name is given; a number is the least stride of the shallowest map that may be. */
export type DefaultFeature = 'deepest' | 'second deepest' | number;

/** The feature maps of a backbone, chosen by name. */
export class FeatureReader {
  /** From stride 4 on, from shallow to deep: the levels of a pyramid. */
  readonly levels: readonly HeadFeature[];
  private together: HeadFeature | undefined;

  constructor(
    private readonly features: Readonly<Record<string, HeadFeature>>,
    private readonly alignCorners = false,
  ) {
    const maps = Object.values(features);
    const levels = maps.filter(({ stride }) => stride >= 4);
    this.levels = levels.length > 0 ? levels : maps.slice(-1);
  }

  /** @throws ContrasegError naming the maps that there are */
  read(name: string | undefined, otherwise: DefaultFeature): HeadFeature {
    if (name === undefined) return this.standard(otherwise);
    const feature = this.features[name];
    if (feature) return feature;
    if (name === ALL) return this.all();
    throw new ContrasegError(unknownFeature(name, [...Object.keys(this.features), ALL]));
  }

  /** The concatenated maps, where they were read: what HRNet's pixels are contrasted by. */
  get joined(): Readonly<Record<string, HeadFeature>> {
    return this.together ? { [ALL]: this.together } : {};
  }

  private standard(which: DefaultFeature): HeadFeature {
    const maps = Object.values(this.features);
    if (which === 'second deepest') return maps.at(-2) ?? maps.at(-1)!;
    const found = which === 'deepest' ? undefined : maps.find(({ stride }) => stride >= which);
    return found ?? maps.at(-1)!;
  }

  private all(): HeadFeature {
    const [finest, ...others] = this.levels as [HeadFeature, ...HeadFeature[]];
    if (others.length === 0) return finest;
    this.together ??= {
      tensor: concatenate(
        [
          finest.tensor,
          ...others.map(({ tensor }, i) =>
            resizeLike(tensor, finest.tensor, `features.resize.${i + 1}`, this.alignCorners),
          ),
        ],
        'features.concatenate',
      ),
      channels: this.levels.reduce((sum, { channels }) => sum + channels, 0),
      stride: finest.stride,
    };
    return this.together;
  }
}
