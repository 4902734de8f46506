export { PixelBank, pixelBank } from './pixel-bank.js';
export { RegionBank, regionBank } from './region-bank.js';
