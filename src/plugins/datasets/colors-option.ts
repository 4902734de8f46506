import { z } from 'zod';

/** The option `colors` of data sets with a class list. */
export const colorsOption = () =>
  z
    .boolean()
    .default(false)
    .describe(
      'The masks show the colours of the class list instead of class indices; "ignore" of the list names colours of no class.',
    );
