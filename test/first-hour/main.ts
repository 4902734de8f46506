import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPackage } from './install.js';
import { openPage } from './open-page.js';
import { runCommand } from './run-command.js';
import { readTutorial, type TutorialStep } from './tutorial.js';

/** Iterations of the training, whatever the tutorial says: enough to find leaves. */
const ITERATIONS = 60;

/** `npm run first-hour`: docs/tutorial.md in an empty folder, command by command, as somebody who read nothing else. */
async function main(folder: string): Promise<void> {
  const { steps, files } = readTutorial(readFileSync('docs/tutorial.md', 'utf8'));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  for (const step of steps) await walk(folder, step);
  const onnx = statSync(join(folder, 'runs/leaves/model/model.onnx'));
  if (onnx.size < 1e6) throw new Error(`model.onnx has ${onnx.size} bytes`);
}

async function walk(folder: string, { command, output }: TutorialStep): Promise<void> {
  if (command.startsWith('npm install')) return installPackage(folder, command);
  if (command.includes('http.server')) {
    return openPage({ folder, command, picture: 'fresh/images/leaf-0.jpg', mask: 'predicted/leaf-0.mask.png' });
  }
  const instead = command.replace(/trainer\.iterations=\d+/, `trainer.iterations=${ITERATIONS}`);
  // Without a package index there is no native engine; training goes on WebAssembly.
  const shell = command === 'npx contraseg native' ? `${command} || true` : instead;
  const printed = await runCommand({ folder, command, instead: shell });
  if (output !== undefined && printed.trim() !== output)
    throw new Error(`${command}: prints other lines than the tutorial says`);
}

const start = performance.now();
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'contraseg-first-hour-')));
try {
  await main(folder);
  rmSync(folder, { recursive: true });
  console.log(`from the package to the page in ${Math.round((performance.now() - start) / 1000)} s`);
} catch (error) {
  console.error(`first hour failed at ${(error as Error).message}\nwhat it left is in ${folder}`);
  process.exitCode = 1;
}
