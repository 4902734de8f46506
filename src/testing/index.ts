export { testBackbone } from './backbone.js';
export { testHead } from './head.js';
export { testLoss } from './loss.js';
