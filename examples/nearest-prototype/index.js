import { definePlugin } from 'contraseg/plugin';
import { NearestPrototype } from './head.js';
import { Prototypes } from './loss.js';

export { NearestPrototype } from './head.js';
export { Prototypes } from './loss.js';

export default definePlugin({
  name: 'contraseg-plugin-nearest-prototype',
  version: '0.1.0',
  apiVersion: 2,
  register(registry) {
    registry.add(NearestPrototype);
    registry.add(Prototypes);
  },
});
