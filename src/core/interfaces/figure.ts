import type { JsonValue } from './stateful.js';

/** What a figure of a loss is, which is all that logs and reports need to know to show one of any loss. */
export interface FigureInfo {
  /**
   * - `count`: a whole number of at least 0
   * - `share`: 0–1, drawn in percent
   * - `value`: any number
   * - `idle`: words that say why the loss did nothing in this step; its curve has a gap there
   * - `note`: anything else for the log
   */
  readonly kind: 'count' | 'share' | 'value' | 'idle' | 'note';
  /**
   * Where the figure is a list: `class` for one number per class (null: the class has none), drawn as their mean; or the
   * names of its entries, each drawn as a line of its own.
   */
  readonly per?: 'class' | readonly string[];
  /** Title of its chart in reports, which figures may share; one without a title is in the log alone. */
  readonly chart?: string;
  /** What the vertical axis of that chart counts; % for shares, otherwise the name of the figure, when absent. */
  readonly unit?: string;
}

/** A figure that can be read. */
export interface Figure extends FigureInfo {
  /** What it is after the last step; undefined leaves it out of that step's line. */
  value(): JsonValue | undefined;
}
