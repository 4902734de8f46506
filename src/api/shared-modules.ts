import { shareModule } from '../core/config/module-loader.js';

shareModule('contraseg', () => import('contraseg'));
shareModule('contraseg/plugin', () => import('contraseg/plugin'));
shareModule('contraseg/components', () => import('contraseg/components'));
shareModule('@tensorflow/tfjs', () => import('@tensorflow/tfjs'));
shareModule('contraseg/pixel-contrast', () => import('contraseg/pixel-contrast'));
shareModule('contraseg/layers', () => import('contraseg/layers'));
shareModule('zod', () => import('zod'));
