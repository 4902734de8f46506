import { createPlugin } from '../../api/create-plugin.js';

/** Writes it into the working directory and says what it wrote and what comes next. */
export async function createPluginHere(kind: string, name: string): Promise<void> {
  const { folder, files } = await createPlugin(kind, name);
  for (const file of files) console.log(`${folder}/${file}`);
  console.log(`\nNext:\n  cd ${folder} && npm install && npm test\n  npx contraseg train config.yaml`);
}
