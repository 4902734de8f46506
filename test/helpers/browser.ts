import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing but the page: WebGL without a graphics card, a made-up camera, no sandbox for root, no calls home. */
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const NO_CHROMIUM = `no Chromium in ${PLACES.join(', ')}; CONTRASEG_CHROMIUM may name one`;

/** A headless Chromium with an empty profile, or undefined where none is installed. */
export async function launchChromium(): Promise<Browser | undefined> {
  const executablePath = [process.env.CONTRASEG_CHROMIUM ?? '', ...PLACES].find((place) => existsSync(place));
  return executablePath ? chromium.launch({ executablePath, args: FLAGS }) : undefined;
}

/** The same for a test, which passes without one, with the reason in its log. */
export async function openBrowser(t: ExecutionContext): Promise<Browser | undefined> {
  const browser = await launchChromium();
  if (browser) return browser;
  t.log(`skipped: ${NO_CHROMIUM}`);
  t.pass();
  return undefined;
}

export const SITE = 'https://contraseg.test';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder at `SITE` as a static server would; what is asked for elsewhere is noted and refused.
 * @param headers of every answer
 */
export async function serveFolder(page: Page, folder: string, headers: Readonly<Record<string, string>> = {}) {
  const [asked, complaints] = [new Set<string>(), [] as string[]];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
    if (url.origin !== SITE) {
      complaints.push(`asks for ${url}`);
      return route.abort();
    }
    asked.add(name);
    return route.fulfill({ body: await readFile(join(folder, name)), contentType: TYPES[extname(name)], headers });
  });
  return { asked, complaints };
}
