import { existsSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { type Browser, chromium } from 'playwright-core';

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

export const NO_BROWSER = `skipped: no Chromium in ${PLACES.join(', ')}; CONTRASEG_CHROMIUM may name one`;

/** A headless Chromium with an empty profile, or undefined where none is installed. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const executablePath = [process.env.CONTRASEG_CHROMIUM ?? '', ...PLACES].find((place) => existsSync(place));
  return executablePath === undefined ? undefined : chromium.launch({ executablePath, args: FLAGS });
}

/** The same for a test, which passes with the reason in its log where there is none. */
export async function openBrowser(t: ExecutionContext): Promise<Browser | undefined> {
  const browser = await launchBrowser();
  if (!browser) {
    t.log(NO_BROWSER);
    t.pass();
  }
  return browser;
}
