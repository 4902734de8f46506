import type { InjectionToken } from 'tsyringe';
import type { ClassInfo } from '../interfaces/dataset.js';
import type { RandomStreams } from '../random/random-streams.js';

/** The component's own validated options, with its collaborators built. */
export const OPTIONS: InjectionToken<unknown> = Symbol.for('contraseg.options');

/** The run's named random streams, scoped by the place of the component in the config. */
export const RANDOM: InjectionToken<RandomStreams> = Symbol.for('contraseg.random');

/** The data set's classes, in label order. Not available to data sets and transforms. */
export const CLASSES: InjectionToken<readonly ClassInfo[]> = Symbol.for('contraseg.classes');
