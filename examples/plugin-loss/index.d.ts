import type { DefinedComponent, Loss, Plugin } from 'contraseg/plugin';
import type { z } from 'zod';

declare const LogCoshDiceOptions: z.ZodObject<{
  weight: z.ZodDefault<z.ZodNumber>;
  smooth: z.ZodDefault<z.ZodNumber>;
}>;

declare module 'contraseg/plugin' {
  interface LossTypes {
    'log-cosh-dice': z.input<typeof LogCoshDiceOptions>;
  }
}

export declare const LogCoshDice: DefinedComponent<'loss', typeof LogCoshDiceOptions, [], Loss>;

declare const plugin: Plugin;
export default plugin;
