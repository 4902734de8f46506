import test from 'ava';
import type { RunReport } from '../../src/report/data/run-report.js';
import { overview } from '../../src/report/page/overview.js';

const run = (absent: string[]) =>
  ({
    name: 'a',
    split: 'val',
    weights: 'best',
    config: { model: {}, losses: [], trainer: {} },
    metadata: { classes: [{ name: 'road' }, { name: 'pole' }], engine: {}, started: '' },
    evaluation: { images: [1], result: { summary: { mIoU: 1 }, absent } },
  }) as unknown as RunReport;

test('the page names classes that no pixel of the split shows beside the figures', (t) => {
  t.regex(overview([run(['pole'])]).text, /<p id="absent">absent: no pixel is of pole;/);
  t.notRegex(overview([run([])]).text, /absent/);
});
