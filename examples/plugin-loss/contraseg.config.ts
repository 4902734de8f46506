import { defineConfig } from 'contraseg';
// The types of the plugin's options; nothing of this import is left at run time.
import type {} from 'contraseg-plugin-log-cosh-dice';

export default defineConfig({
  extends: 'contraseg/configs/demo/baseline.yaml',
  plugins: ['contraseg-plugin-log-cosh-dice'],
  losses: [{ type: 'cross-entropy' }, { type: 'log-cosh-dice', weight: 0.5 }],
});
