import type { ConfigPreamble, RunConfigInput } from './schema.js';

/** What a configuration file holds: any part may come from a file that it extends. */
export type ConfigInput = ConfigPreamble &
  Partial<Omit<RunConfigInput, 'model' | 'trainer'>> & {
    model?: Partial<RunConfigInput['model']>;
    trainer?: Partial<RunConfigInput['trainer']>;
  };

/** Types a configuration written in TypeScript or JavaScript; a wrong component, option or value does not compile. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
