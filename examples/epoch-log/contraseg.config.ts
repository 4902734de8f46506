import { defineConfig } from 'contraseg';
// The types of the plugin's options; nothing of this import is left at run time.
import type {} from 'contraseg-plugin-epoch-log';

export default defineConfig({
  extends: 'contraseg/configs/demo/baseline.yaml',
  plugins: ['contraseg-plugin-epoch-log'],
  hooks: [{ type: 'epoch-log', image: 1 }],
});
