import 'reflect-metadata';
import { type InjectionToken, inject, injectable } from 'tsyringe';

export { CLASSES, OPTIONS, RANDOM, type Token } from './tokens.js';
export type { InjectionToken };
/**
 * tsyringe's decorators, re-exported: plugin authors import them from `contraseg/plugin`, because a second copy of tsyringe
 * would share no metadata with ours.
 */
export { inject, injectable };

/**
 * `@injectable()` and `@inject(TOKEN)` for a class written in JavaScript, which has no parameter decorators:
 * `component: decorate(DiceLoss, OPTIONS, RANDOM)`.
 * @param tokens what the constructor's parameters receive, in their order
 * @returns the class itself
 */
export function decorate<C extends new (...dependencies: never) => object>(
  component: C,
  ...tokens: readonly InjectionToken[]
): C {
  for (const [parameter, token] of tokens.entries()) inject(token)(component, undefined, parameter);
  injectable()(component as unknown as new (...dependencies: unknown[]) => object);
  return component;
}
