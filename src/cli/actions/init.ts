import { relative } from 'node:path';
import { type InitOptions, type InitResult, initFolder, initReviewed } from '../../api/init-folder.js';
import type { InitCommandOptions } from '../commands/init.js';
import { INTERRUPTED } from '../exit-codes.js';
import { DEFAULT_CONFIG } from '../options.js';
import { give, note, say, showsProgress } from '../output.js';
import { showSplitProgress } from '../split-progress.js';

export async function runInit(folder: string, { classes, yes, ...options }: InitCommandOptions): Promise<void> {
  const settings = {
    ...options,
    folder,
    classes: classes?.split(',').map((name) => name.trim()),
    progress: showSplitProgress,
  };
  const asks = !yes && showsProgress() && process.stdin.isTTY && process.stdout.isTTY;
  const shown = new Set<string>();
  const result = await (asks ? initAsking(settings, shown) : initFolder(settings));
  if (!result) return;
  const { found, written, convertInto, nearestColor } = result;
  for (const line of found.filter((each) => !shown.has(each))) say(line);
  say(`wrote    ${written.map((file) => relative('', file)).join(', ')}`);
  const config = options.out === DEFAULT_CONFIG ? '' : ` ${options.out}`;
  const steps = [
    ...(convertInto ? [`contraseg data convert ${folder}${nearestColor ? ' --nearest-color' : ''}`] : []),
    `contraseg train${config} --dry-run`,
  ];
  say(`next     ${steps.join('  then  ')}`);
  give(result);
}

/**
 * @param shown gets the lines that were printed before a question
 * @returns undefined where Ctrl-C or Ctrl-D was the answer
 */
async function initAsking(settings: InitOptions, shown: Set<string>): Promise<InitResult | undefined> {
  const { askAboutFolder } = await import('../ask-about-folder.js');
  const show = (line: string) => {
    say(line);
    shown.add(line);
  };
  try {
    return await initReviewed(settings, (proposal) => askAboutFolder(proposal, show));
  } catch (error) {
    if ((error as Error).name !== 'ExitPromptError') throw error;
    note('nothing was written');
    process.exitCode = INTERRUPTED;
    return undefined;
  }
}
