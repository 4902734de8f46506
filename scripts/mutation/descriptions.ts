import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

interface Path {
  readonly node: {
    readonly type: string;
    /** Of a call. */
    readonly callee?: { readonly property?: { readonly name?: string } };
    /** Of a property. */
    readonly key?: { readonly name?: string };
  };
}

/** Leaves the texts of the configuration reference alone: another test compares that as a whole. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'descriptions', {
    shouldIgnore(path) {
      const { type, callee, key } = (path as Path).node;
      const text =
        (type === 'CallExpression' && callee?.property?.name === 'describe') ||
        (type === 'ObjectProperty' && key?.name === 'description');
      return text ? 'a text of the configuration reference' : undefined;
    },
  }),
];
