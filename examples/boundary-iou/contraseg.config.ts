import { defineConfig } from 'contraseg';
// The types of the plugin's options; nothing of this import is left at run time.
import type {} from 'contraseg-plugin-boundary-iou';

export default defineConfig({
  extends: 'contraseg/configs/demo/baseline.yaml',
  plugins: ['contraseg-plugin-boundary-iou'],
  metrics: [{ type: 'miou' }, { type: 'boundary-iou', ratio: 0.03 }],
  trainer: { keepBest: 'mBoundaryIoU' },
});
