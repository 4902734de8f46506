import { writeFile } from 'node:fs/promises';
import { configReference } from './config-reference.js';

await writeFile('docs/configuration.md', await configReference());
