import type { DefinedComponent, Loss, Plugin } from 'contraseg/plugin';
import type { z } from 'zod';

declare const DiceOptions: z.ZodObject<{
  weight: z.ZodDefault<z.ZodNumber>;
  smooth: z.ZodDefault<z.ZodNumber>;
}>;

declare module 'contraseg/plugin' {
  interface LossTypes {
    dice: z.input<typeof DiceOptions>;
  }
}

export declare const Dice: DefinedComponent<'loss', typeof DiceOptions, [], Loss>;

declare const plugin: Plugin;
export default plugin;
