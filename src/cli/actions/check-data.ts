import { scanData } from '../../api/scan-data.js';
import type { CheckDataOptions } from '../commands/data/check.js';
import { USER_ERROR } from '../exit-codes.js';
import { printProblems } from '../print-problems.js';
import { showSplitProgress } from '../split-progress.js';
import { formatScan } from '../tables/scan-report.js';

export async function runCheckData(config: string | undefined, { set, all, json }: CheckDataOptions): Promise<void> {
  const scan = await scanData({ config, set }, showSplitProgress);
  const { classes, ...figures } = scan;
  console.log(json ? JSON.stringify(figures, null, 2) : formatScan(scan));
  if (scan.problems.length > 0) {
    if (!json) printProblems(scan.problems, all);
    process.exitCode = USER_ERROR;
  } else if (!json) console.log('\nno problem found');
}
