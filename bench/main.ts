import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `npm run bench -- <name> [options]` runs `main` of bench/<name>/main.ts. */
const [name, ...options] = process.argv.slice(2);
const folder = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(folder).filter((entry) => existsSync(`${folder}${entry}/main.js`));
if (name && names.includes(name)) {
  const { main } = (await import(`./${name}/main.js`)) as { main(options: string[]): Promise<void> };
  await main(options);
} else {
  const asked = name === '--help' || name === '-h';
  (asked ? console.log : console.error)(`usage: npm run bench -- <name> [options]\n  ${names.join('\n  ')}`);
  process.exitCode = asked ? 0 : 2;
}
