import { definePlugin } from 'contraseg/plugin';
import { squeezenet } from './squeezenet.js';

export { SqueezeNetBackbone, SqueezeNetOptions } from './squeezenet.js';

export default definePlugin({
  name: 'contraseg-plugin-squeezenet',
  version: '0.1.0',
  apiVersion: 2,
  register(registry) {
    registry.add('backbone', squeezenet);
  },
});
