export { PixelBank } from './pixel-bank.js';
export { RegionBank } from './region-bank.js';
