import 'reflect-metadata';

/**
 * tsyringe's decorators, re-exported: plugin authors import them from `contraseg`, because a second copy of tsyringe
 * would share no metadata with ours.
 */
export { inject, injectable } from 'tsyringe';
export { CLASSES, OPTIONS, RANDOM } from './tokens.js';
