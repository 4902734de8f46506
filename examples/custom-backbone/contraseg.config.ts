import { defineConfig } from 'contraseg';
// The types of the plugin's options; nothing of this import is left at run time.
import type {} from 'contraseg-plugin-squeezenet';

export default defineConfig({
  extends: 'contraseg/configs/demo/baseline.yaml',
  plugins: ['contraseg-plugin-squeezenet'],
  model: { backbone: { type: 'squeezenet', squeeze: [8, 16] } },
});
