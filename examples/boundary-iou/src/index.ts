import { definePlugin } from 'contraseg/plugin';
import { BoundaryIou } from './boundary-iou.js';

export { BoundaryIou } from './boundary-iou.js';

export default definePlugin({
  name: 'contraseg-plugin-boundary-iou',
  version: '0.1.0',
  apiVersion: 2,
  register(registry) {
    registry.add(BoundaryIou);
  },
});
