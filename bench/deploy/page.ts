import type { Browser } from 'playwright-core';
import { SITE, serveFolder } from '../../test/helpers/browser.js';
import type { Measured } from './repeat.js';

/** What lets WebAssembly use threads. */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** The exported page on one engine, by the milliseconds that it shows; a picture is opened again and again. */
export async function timePage(
  browser: Browser,
  folder: string,
  photo: string,
  {
    engine,
    repeats,
    threads,
  }: { readonly engine: 'wasm' | 'webgl'; readonly repeats: number; readonly threads: number },
): Promise<Measured> {
  const page = await browser.newPage();
  await serveFolder(page, folder, threads > 1 ? ISOLATED : {});
  await page.goto(`${SITE}/?engine=${engine}`);
  const status = page.locator('#status');
  await status.filter({ hasText: `Ready; ${engine}` }).waitFor();
  const milliseconds: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    // So that the picture is a change, and the line of the one before is gone.
    await page.setInputFiles('#file', []);
    await page.evaluate("document.querySelector('#status').textContent = ''");
    await page.setInputFiles('#file', photo);
    await status.filter({ hasText: `ms with ${engine}` }).waitFor({ timeout: 120_000 });
    if (i > 0) milliseconds.push(Number(/in (\d+) ms/.exec((await status.textContent())!)![1]));
  }
  await page.close();
  const shown = { wasm: 'WebAssembly', webgl: 'WebGL' }[engine];
  return { runtime: `Chromium, ${shown}`, version: browser.version(), threads, milliseconds };
}
