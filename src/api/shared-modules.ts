import { shareModule } from '../core/config/module-loader.js';

shareModule('contraseg', () => import('contraseg'));
shareModule('@tensorflow/tfjs', () => import('@tensorflow/tfjs'));
shareModule('zod', () => import('zod'));
