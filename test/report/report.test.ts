import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import anyTest, { type TestFn } from 'ava';
import type { Browser, Page } from 'playwright-core';
import { compareRuns } from '../../src/api/compare.js';
import { train } from '../../src/api/train.js';
import { createReport } from '../../src/report/create-report.js';
import { openBrowser } from '../helpers/browser.js';
import { TEXT_CONTRASTS } from './page-contrast.js';

const test = anyTest as TestFn<{ folder: string; runs: [string, string]; report: string }>;

const TINY = [
  'trainer.iterations=12',
  'trainer.batchSize=4',
  'trainer.logEvery=1',
  'trainer.evaluateEvery=6',
  'trainer.overlays=0',
  'data.size=48',
  'data.images={ train: 16, val: 6, test: 1 }',
];

test.before(async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'contraseg-'));
  const runs: [string, string] = [join(folder, 'baseline'), join(folder, '<contrast> & "banks"')];
  await train({ config: 'configs/demo/baseline.yaml', set: TINY, out: runs[0] });
  await train({ config: 'configs/demo/contrast.yaml', set: [...TINY, 'losses[1].warmup=2'], out: runs[1] });
  const report = join(folder, 'report.html');
  await writeFile(report, await createReport(runs));
  t.context = { folder, runs, report };
});

test.after.always(({ context }) => rm(context.folder, { recursive: true, force: true }));

/** Opens the page without a network and fails on anything that it complains about or asks for. */
async function openPage(browser: Browser, file: string, colorScheme: 'light' | 'dark'): Promise<[Page, string[]]> {
  const context = await browser.newContext({ colorScheme, offline: true, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return [page, complaints];
}

test('two runs: everything is drawn, offline and without a complaint', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const [page, complaints] = await openPage(browser, t.context.report, 'light');
    t.deepEqual(complaints, []);
    t.is(await page.locator('h1').count(), 1);
    t.true((await page.locator('h1').textContent())?.includes('<contrast> & "banks"'));

    // Loss twice, mIoU, learning rate, banks, hard anchors, time.
    t.is(await page.locator('figure.curves svg.chart').count(), 7);
    const empty = `(charts) => charts.filter((c) => !c.querySelector('[aria-label=line] path[d^=M]')).length`;
    t.is(await page.locator('figure.curves svg.chart').evaluateAll(evaluator(empty)), 0);

    const images = await page
      .locator('.panels img')
      .evaluateAll(
        evaluator<{ width: number; alt: string }[]>(
          '(list) => list.map((image) => ({ width: image.naturalWidth, alt: image.alt }))',
        ),
      );
    t.true(images.length >= 3 * 6);
    t.true(images.every(({ width, alt }) => width === 48 && alt.length > 0));
    t.is(await page.locator('.confusion-cell rect').count(), 2 * 5 * 5);
    t.true((await page.locator('.bank-row circle').count()) > 100);
    t.is(await page.locator('svg.chart:not([role=img][aria-label])').count(), 0);
    t.true(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
  } finally {
    await browser.close();
  }
});

test('bars are as long as the IoU that eval prints', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    const { a, b } = await compareRuns(...t.context.runs, { split: 'val' });
    const expected = [a, b].flatMap(({ result }) => result.perClass!.IoU!).filter((value) => !Number.isNaN(value));
    const [page] = await openPage(browser, t.context.report, 'light');
    const bars = await page
      .locator('#classes .class-bar rect')
      .evaluateAll(
        evaluator<{ title: string; width: number }[]>(
          `(list) => list.map((bar) => ({ title: bar.querySelector('title').textContent, width: bar.width.baseVal.value }))`,
        ),
      );
    t.is(bars.length, expected.length);
    const titles = bars.map(({ title }) => title.replace(/^.*: /, ''));
    t.deepEqual(titles.sort(), expected.map((value) => `${(100 * value).toFixed(2)} %`).sort());
    const longest = bars.reduce((one, other) => (one.width > other.width ? one : other));
    const unit = longest.width / value(longest.title);
    for (const { title, width } of bars) t.true(Math.abs(width - unit * value(title)) < 0.5, title);
  } finally {
    await browser.close();
  }
});

for (const scheme of ['light', 'dark'] as const) {
  test(`every text has a contrast of 4.5 in the ${scheme} scheme`, async (t) => {
    const browser = await openBrowser(t);
    if (!browser) return;
    try {
      const [page] = await openPage(browser, t.context.report, scheme);
      const texts = await page.evaluate<{ text: string; ratio: number }[]>(TEXT_CONTRASTS);
      t.true(texts.length > 150);
      t.deepEqual(
        texts.filter(({ ratio }) => !(ratio >= 4.5)),
        [],
      );
      const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      t.is(background, scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(17, 21, 27)');
    } finally {
      await browser.close();
    }
  });
}

test('one run alone has its report, and the same runs give the same page', async (t) => {
  const [baseline, contrast] = t.context.runs;
  const page = await createReport([baseline], { limit: 3 });
  t.regex(page, /3 images of <b>val<\/b>/);
  t.notRegex(page, /Memory banks<\/h2>/);
  t.is(await createReport([contrast]), await createReport([contrast]));
});

function value(title: string): number {
  return Number.parseFloat(title.replace(/^.*: /, ''));
}

/** The page's side of `evaluateAll`; as text, because the tests are compiled without the DOM's types. */
function evaluator<R>(source: string): (elements: unknown[]) => R {
  return new Function('elements', `return (${source})(elements)`) as (elements: unknown[]) => R;
}
