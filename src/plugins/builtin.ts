import { API_VERSION, definePlugin } from '../core/registry/plugin.js';
import { tiny } from './backbones/tiny.js';
import { fcn } from './heads/fcn.js';

/** What every run knows without naming a plugin. */
export default definePlugin({
  name: 'builtin',
  version: '1.0.0',
  apiVersion: API_VERSION,
  register(registry) {
    registry.add('backbone', tiny);
    registry.add('head', fcn);
  },
});
