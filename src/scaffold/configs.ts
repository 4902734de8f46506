import { inspect } from 'node:util';
import { Document, isCollection, isPair, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Kind } from '../core/interfaces/component-types.js';
import type { PartName } from './name.js';
import { USAGE } from './usage.js';

/** The demo with the component in it, which trains without data of one's own. */
function demo(kind: Kind, { type }: PartName): Readonly<Record<string, unknown>> {
  const { option, place, contrast } = USAGE[kind];
  return {
    extends: 'contraseg/configs/demo/baseline.yaml',
    plugins: [...(contrast ? ['contraseg/pixel-contrast'] : []), './src/index.ts'],
    ...place({ type, ...option }),
  };
}

export function yamlConfig(kind: Kind, name: PartName): string {
  const document = new Document(demo(kind, name));
  document.commentBefore = ' The demo with this plugin, read from its sources:  npx contraseg train config.yaml';
  visit(document, {
    Collection(_, node) {
      node.flow = !holdsCollections(node);
    },
  });
  return document.toString();
}

export function typescriptConfig(kind: Kind, name: PartName): string {
  const literal = inspect(demo(kind, name), { depth: null, breakLength: 100, compact: 2 }).replace(
    /(\[) | (\])/g,
    '$1$2',
  );
  return `import { defineConfig } from 'contraseg';
// The types of the plugin's options: a misspelt one does not compile. Nothing of this import is left at run time.
import type {} from './src/index.js';

export default defineConfig(${literal});
`;
}

/** Whether lists or maps are anywhere in the list or in the map's values. */
function holdsCollections({ items }: YAMLMap | YAMLSeq): boolean {
  return items.some((item) => isCollection(isPair(item) ? item.value : item));
}
