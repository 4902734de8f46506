import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { type ExportOptions, exportModel } from '../../src/api/export.js';
import { readPage } from '../../src/api/export-page.js';
import { loadSegmenter } from '../../src/api/segmenter.js';
import { train } from '../../src/api/train.js';
import { sharp } from '../../src/core/data/raster/sharp.js';
import { openBrowser, SITE, serveFolder } from '../helpers/browser.js';
import { TINY_CONFIG } from '../helpers/config.js';
import { compareOverlay } from '../helpers/page-overlay.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

/** A trained network as a page, and a demo image whose sides are no multiples of the output stride. */
async function exported(t: ExecutionContext, options: ExportOptions) {
  const folder = temporaryFolder(t);
  const [run, site, photo] = [join(folder, 'run'), join(folder, 'site'), join(folder, 'photo.png')];
  await train({ config: TINY_CONFIG, set: ['trainer.iterations=30', 'trainer.overlays=1', 'data.size=90'], out: run });
  const { files } = await exportModel(run, site, { ...options, format: 'web' });
  const panel = sharp(await readFile(join(run, 'overlays/val-0000.png')));
  await writeFile(photo, await panel.extract({ left: 0, top: 0, width: 90, height: 77 }).png().toBuffer());
  const segmenter = await loadSegmenter(site);
  const { mask } = await segmenter.predict(photo);
  const { classes } = segmenter;
  segmenter.dispose();
  return { site, files, photo, mask, classes };
}

const EXPORTS = {
  'the exported page': {},
  'a page of int8 weights that gives masks': { graph: 'mask', quantize: 'int8' },
} as const;

for (const [what, options] of Object.entries(EXPORTS)) {
  test.serial(`${what} segments a picture with wasm and WebGL as Node does, and asks nobody else`, async (t) => {
    const browser = await openBrowser(t);
    if (!browser) return;
    try {
      const { site, photo, mask, classes, files } = await exported(t, options);
      t.true(new Set(mask).size > 1, 'the mask says something');
      for (const engine of ['wasm', 'webgl']) {
        const page = await browser.newPage();
        const { asked, complaints } = await serveFolder(page, site);
        await page.goto(`${SITE}/?engine=${engine}`);
        const { status: shown, equal } = await compareOverlay(page, engine, photo, { mask, classes });
        t.log(engine, shown, `${(100 * equal).toFixed(3)} % as in Node`);
        t.true(equal >= 0.999, `${engine}: ${equal}`);
        t.deepEqual(complaints, []);
        t.deepEqual(
          [...asked].filter((name) => name !== 'index.html' && !files.includes(name)),
          [],
        );
        t.deepEqual(await page.locator('#legend li').count(), classes.length);
        if (engine === 'webgl') {
          await page.click('#camera');
          await page
            .locator('#status')
            .filter({ hasText: /^640 × \d+ in/ })
            .waitFor();
          await page.click('#camera');
          await page.locator('#camera', { hasText: 'Use the camera' }).waitFor();
        }
        await page.close();
      }
    } finally {
      await browser.close();
    }
  });
}

test.serial('a page that misses its contract says so where the reader looks', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const page = await browser.newPage();
    const site = temporaryFolder(t, { 'contraseg.json': '{ "format": 2 }' });
    const files = await readPage();
    for (const name of ['index.html', 'page.js']) await writeFile(join(site, name), files[name]!);
    await serveFolder(page, site);
    await page.goto(SITE);
    await page.locator('#status.alert', { hasText: /contraseg\.json does not fit this version: format/ }).waitFor();
    t.pass();
  } finally {
    await browser.close();
  }
});
