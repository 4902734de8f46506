import { definePlugin } from 'contraseg/plugin';
import { SqueezeNet } from './squeezenet.js';

export { SqueezeNet } from './squeezenet.js';

export default definePlugin({
  name: 'contraseg-plugin-squeezenet',
  version: '0.1.0',
  apiVersion: 2,
  register(registry) {
    registry.add(SqueezeNet);
  },
});
