import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readIndexPng } from '../../src/core/data/files/index-png.js';
import { launchChromium, NO_CHROMIUM } from '../helpers/browser.js';
import { compareOverlay } from '../helpers/page-overlay.js';
import { timed } from './run-command.js';

export interface PageStep {
  readonly folder: string;
  /** The command that serves the page, `python3 -m http.server 8000 --directory …`. */
  readonly command: string;
  /** A picture, and the mask that `predict` wrote of it. */
  readonly picture: string;
  readonly mask: string;
}

/** Pixels whose class must be the same in Chromium and in Node. */
const EQUAL = 0.999;

/** Serves the page as the tutorial does, opens it in Chromium and compares a mask; says why where there is no Chromium. */
export async function openPage({ folder, command, picture, mask }: PageStep): Promise<void> {
  await timed(command, async (show) => {
    const browser = await launchChromium();
    if (!browser) return show(`skipped: ${NO_CHROMIUM}`);
    const server = await serve(folder, command);
    try {
      const page = await browser.newPage({ viewport: { width: 860, height: 720 } });
      await page.goto(`${server.url}?engine=wasm`);
      const site = join(folder, /--directory (\S+)/.exec(command)![1]!);
      const { classes } = JSON.parse(readFileSync(join(site, 'contraseg.json'), 'utf8'));
      const predicted = { mask: (await readIndexPng(join(folder, mask))).data, classes };
      const { status, equal } = await compareOverlay(page, 'wasm', join(folder, picture), predicted);
      show(status);
      show(`${(100 * equal).toFixed(3)} % of the pixels as in ${mask}`);
      if (equal < EQUAL) throw new Error(`less than ${100 * EQUAL} % of the pixels are those of predict`);
    } finally {
      server.close();
      await browser.close();
    }
  });
}

/** On whichever port is free, on this machine alone. */
async function serve(folder: string, command: string): Promise<{ url: string; close(): void }> {
  const [program, ...args] = command.replace(' 8000 ', ' 0 --bind 127.0.0.1 ').split(' ');
  const env = { ...process.env, PYTHONUNBUFFERED: '1' };
  const child = spawn(program!, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.on('error', reject).on('close', (code) => reject(new Error(`the server ended with exit code ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const port = /port (\d+)/.exec(line)?.[1];
      if (port) resolve(`http://127.0.0.1:${port}/`);
    });
  });
  return { url, close: () => child.kill() };
}
