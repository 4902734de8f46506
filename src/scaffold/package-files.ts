import type { Kind } from '../core/interfaces/component-types.js';
import { API_VERSION } from '../core/registry/plugin.js';
import { VERSION } from '../core/version.js';
import type { PartName } from './name.js';

const FIRST = '0.1.0';

export function packageJson(kind: Kind, name: PartName): string {
  return json({
    name: name.package,
    version: FIRST,
    description: `The ${kind} ${name.type} for contraseg.`,
    keywords: ['contraseg-plugin'],
    license: 'MIT',
    type: 'module',
    exports: './dist/src/index.js',
    types: './dist/src/index.d.ts',
    files: ['dist/src'],
    scripts: { build: 'tsc', prepare: 'tsc', test: 'tsc && node --test dist/test/*.test.js' },
    peerDependencies: { '@tensorflow/tfjs': '^4.22.0', contraseg: `^${VERSION}` },
    dependencies: { zod: '^4.0.0' },
    devDependencies: { '@types/node': '^20.0.0', typescript: '^5.9.0' },
  });
}

export function tsconfig(): string {
  return json({
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      strict: true,
      declaration: true,
      skipLibCheck: true,
      rootDir: '.',
      outDir: 'dist',
    },
    include: ['src', 'test', 'contraseg.config.ts'],
  });
}

export function pluginFile(name: PartName): string {
  const { type, identifier } = name;
  return `import { definePlugin } from 'contraseg/plugin';
import { ${identifier} } from './${type}.js';

export { ${identifier} } from './${type}.js';

export default definePlugin({
  name: '${name.package}',
  version: '${FIRST}',
  apiVersion: ${API_VERSION},
  register(registry) {
    registry.add(${identifier});
  },
});
`;
}

export function testFile(kind: Kind, { type, identifier }: PartName): string {
  const suite = `test${kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}`;
  return `import test from 'node:test';
import { selectEngine } from 'contraseg';
import { ${suite} } from 'contraseg/testing';
import { ${identifier} } from '../src/${type}.js';

test('${type} conforms', async () => {
  await selectEngine('auto');
  await ${suite}(() => ${identifier}.create());
});
`;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
