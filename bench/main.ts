/** `npm run bench -- <name> [options]` runs `main` of bench/<name>/main.ts. */
const [name, ...options] = process.argv.slice(2);
if (!name || !/^[a-z-]+$/.test(name)) {
  console.error('usage: npm run bench -- <name> [options], where bench/<name>/main.ts exists, e.g. engine');
  process.exit(2);
}
const { main } = (await import(`./${name}/main.js`)) as { main(options: string[]): Promise<void> };
await main(options);
