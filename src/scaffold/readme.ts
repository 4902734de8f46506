import type { Kind } from '../core/interfaces/component-types.js';
import type { PartName } from './name.js';

export function readme(kind: Kind, name: PartName): string {
  return `# ${name.package}

The ${kind} \`${name.type}\` for contraseg: its options, their types, the class and the definition are in \`src/${name.type}.ts\`, the
plugin is \`src/index.ts\`.

    npm install contraseg @tensorflow/tfjs ${name.package}

    plugins: [${name.package}]    # in your configuration

## Working on it

    npm install
    npm test                                                    # compiles, then the conformance suite of its kind
    npx contraseg train config.yaml --out runs/yaml             # the demo with it, straight from src/
    npx contraseg train contraseg.config.ts --out runs/ts       # the same; a misspelt option does not compile

\`contraseg\` and tfjs are peer dependencies, because there must be one of each in a run. What a ${kind} may do, and how to publish:
docs/writing-plugins.md of contraseg.
`;
}
