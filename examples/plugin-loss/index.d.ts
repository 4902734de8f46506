import type { Loss, LossContext, LossFunction, Plugin } from 'contraseg/plugin';
import type { z } from 'zod';

export declare const DiceOptions: z.ZodObject<{
  weight: z.ZodDefault<z.ZodNumber>;
  smooth: z.ZodDefault<z.ZodNumber>;
}>;

declare module 'contraseg/plugin' {
  interface LossTypes {
    dice: z.input<typeof DiceOptions>;
  }
}

export declare class DiceLoss implements Loss {
  constructor(options: z.output<typeof DiceOptions>);
  readonly weight: number;
  setup(context: LossContext): LossFunction;
}

declare const plugin: Plugin;
export default plugin;
