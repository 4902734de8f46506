import type { Kind } from '../core/interfaces/component-types.js';
import { componentFile } from './component-file.js';
import { typescriptConfig, yamlConfig } from './configs.js';
import type { PartName } from './name.js';
import { packageJson, pluginFile, testFile, tsconfig } from './package-files.js';
import { readme } from './readme.js';

/** The files of a new plugin by their path in its folder. */
export function pluginFiles(kind: Kind, name: PartName): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', packageJson(kind, name)],
    ['tsconfig.json', tsconfig()],
    ['.gitignore', 'node_modules\ndist\nruns\n'],
    [`src/${name.type}.ts`, componentFile(kind, name)],
    ['src/index.ts', pluginFile(name)],
    [`test/${name.type}.test.ts`, testFile(kind, name)],
    ['config.yaml', yamlConfig(kind, name)],
    ['contraseg.config.ts', typescriptConfig(kind, name)],
    ['README.md', readme(kind, name)],
  ]);
}
