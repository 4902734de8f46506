import { defineConfig } from 'contraseg';
import type {} from './alone.js';

defineConfig({ schedule: { type: 'alone', every: 3 } });
defineConfig({ schedule: { type: 'poly' }, losses: [{ type: 'pixel-contrast' }] });
// @ts-expect-error the plugin's own option
defineConfig({ schedule: { type: 'alone', evry: 3 } });
