import { relative } from 'node:path';
import { initFolder, initReviewed } from '../../api/init-folder.js';
import type { InitCommandOptions } from '../commands/init.js';
import { give, say, showsProgress } from '../output.js';
import { showSplitProgress } from '../split-progress.js';

export async function runInit(folder: string, { classes, yes, ...options }: InitCommandOptions): Promise<void> {
  const asks = !yes && showsProgress() && process.stdin.isTTY && process.stdout.isTTY;
  const settings = {
    ...options,
    folder,
    classes: classes?.split(',').map((name) => name.trim()),
    progress: showSplitProgress,
  };
  const result = asks
    ? await initReviewed(settings, (await import('../ask-about-folder.js')).askAboutFolder)
    : await initFolder(settings);
  const { found, written, convertInto, nearestColor } = result;
  for (const line of found) say(line);
  say(`wrote    ${written.map((file) => relative('', file)).join(', ')}`);
  const config = options.out === 'contraseg.config.yaml' ? '' : ` ${options.out}`;
  const steps = [
    ...(convertInto ? [`contraseg data convert ${folder}${nearestColor ? ' --nearest-color' : ''}`] : []),
    `contraseg train${config} --dry-run`,
  ];
  say(`next     ${steps.join('  then  ')}`);
  give(result);
}
