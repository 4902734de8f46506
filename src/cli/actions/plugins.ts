import { readPlugins } from '../../api/config.js';
import { shippedPlugins } from '../../api/plugins.js';
import { ContrasegError } from '../../core/errors/index.js';
import { type ConfigOptions, overrides } from '../options.js';
import { plainTable } from '../print.js';

export async function listPlugins(
  config: string | object,
  options: ConfigOptions & { readonly json?: boolean },
): Promise<void> {
  const { registry, problems, causes, plugins } = await readPlugins({ config, set: overrides(options) });
  if (problems.length > 0) throw new ContrasegError(problems, { cause: causes[0] });
  const rows = registry.list().map(({ kind, name, owner, description }) => ({ kind, name, owner, description }));
  const idle = shippedPlugins().filter(({ specifier }) => !plugins.some((plugin) => plugin.specifier === specifier));
  if (options.json) {
    const others = idle.flatMap(({ specifier, components }) =>
      components.map((component) => ({ ...component, owner: specifier, loaded: false })),
    );
    console.log(JSON.stringify([...rows, ...others]));
    return;
  }
  printTable(
    rows.map(({ kind, name, owner, description }) => [kind, name, owner, description]),
    ['kind', 'name', 'owner', 'description'],
  );
  for (const { specifier, components } of idle) {
    console.log(`\nnot loaded; a configuration loads it with the line  plugins: [${specifier}]`);
    printTable(
      components.map(({ kind, name, description }) => [kind, name, description]),
      ['kind', 'name', 'description'],
    );
  }
}

function printTable(rows: readonly (readonly string[])[], head: readonly string[]): void {
  const table = plainTable(head);
  for (const row of rows) table.push([...row]);
  console.log(table.toString());
}
