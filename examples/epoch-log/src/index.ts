import { definePlugin } from 'contraseg/plugin';
import { EpochLog } from './epoch-log.js';

export { EpochLog } from './epoch-log.js';

export default definePlugin({
  name: 'contraseg-plugin-epoch-log',
  version: '0.1.0',
  apiVersion: 2,
  register(registry) {
    registry.add(EpochLog);
  },
});
