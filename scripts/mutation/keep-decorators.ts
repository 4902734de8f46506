import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

interface Path {
  readonly node: { readonly type: string; decorators?: unknown; readonly left?: { decorators?: unknown } };
}

/**
 * Ignores nothing, but is shown every node before it is printed. Babel hangs the decorators of a parameter that has a
 * default on its left side, and prints only those of the parameter itself: `@inject` would be lost.
 */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'keep-decorators', {
    shouldIgnore(path) {
      const { node } = path as Path;
      if (node.type === 'AssignmentPattern') node.decorators ??= node.left?.decorators;
      return undefined;
    },
  }),
];
