/**
 * Segments images, video and the camera in a browser with a model that `contraseg export` wrote. Needs tfjs and a bundler, and
 * nothing of Node.
 * @module contraseg/web
 */

export type { Picture } from '../core/evaluation/predict-mask.js';
export type { Contract } from '../core/exported/contract.js';
export type { ClassInfo } from '../core/interfaces/dataset.js';
export { WEB_ENGINES, type WebEngine } from './engine.js';
export type { PictureSource } from './pixels.js';
export { type LoadOptions, loadSegmenter, type WebSegmentation, WebSegmenter } from './segmenter.js';
