import { createHash } from 'node:crypto';
import { checkClasses } from '../core/data/inspection/check-classes.js';
import { rulesOf, SampleCheck } from '../core/data/inspection/sample-check.js';
import { mapConcurrent } from '../core/data/loading/concurrent.js';
import { ContrasegError } from '../core/errors/index.js';
import type { Dataset, DatasetSplit, OpenDataset, Sample } from '../core/interfaces/dataset.js';
import { fail, suite } from './suite.js';

const ORDER = ['train', 'val', 'test'];

/**
 * Tries a data set by reading all of it, several samples at a time and twice: classes, splits and ids as declared, samples
 * of the declared size whose labels are classes, the same at each reading, and a `check` that finds exactly what `sample`
 * throws. Throws an AssertionError that says what is wrong; runs in any test framework.
 * @param create makes a new, equal data set at each call; give it a handful of images
 */
export function testDataset(create: () => Dataset): Promise<void> {
  return suite('data set', async () => {
    const [dataset, twin] = [await create().open(), await create().open()];
    checkHeader(dataset);
    checkIds(dataset);
    for (const name of dataset.splits) {
      const split = dataset.split(name);
      await checkBuffers(split);
      const first = await readAll(dataset, split, 'forwards');
      for (const [again, who] of [
        [await readAll(dataset, split, 'backwards'), 'a second reading'],
        [await readAll(twin, twin.split(name), 'forwards'), 'an equal data set'],
      ] as const) {
        const index = first.findIndex((result, i) => result !== again[i]);
        if (index >= 0) fail(`${nameOf(split, index)}: ${who} gives another sample: it depends on its index alone`);
      }
      await checkTheCheck(dataset, split, first);
    }
  });
}

function checkHeader(dataset: OpenDataset): void {
  const { classes, ignoreIndex, splits } = dataset;
  checkClasses(classes);
  const twice = classes.find(({ name }, i) => classes.findIndex((other) => other.name === name) !== i);
  if (twice) fail(`two classes are called "${twice.name}"`);
  for (const { name, color } of classes) {
    const bytes = color.length === 3 && color.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
    if (!bytes) fail(`the colour of "${name}" is [${color}]; it is red, green and blue from 0 to 255`);
  }
  if (!Number.isInteger(ignoreIndex) || ignoreIndex < 0 || ignoreIndex > 255) {
    fail(`the ignore index is ${ignoreIndex}, and labels are bytes`);
  }
  if (splits.length === 0) fail('there is no split');
  if (new Set(splits).size < splits.length) fail(`a split is listed twice: ${splits.join(', ')}`);
  const known = splits.filter((name) => ORDER.includes(name));
  const sorted = ORDER.filter((name) => known.includes(name));
  if (known.join() !== sorted.join()) fail(`the splits are ${splits.join(', ')}; their order is ${sorted.join(', ')}`);
  for (const name of splits) {
    const found = dataset.split(name).name;
    if (found !== name) fail(`split("${name}") is called "${found}"`);
  }
  let opened = true;
  try {
    dataset.split('no-such-split');
  } catch (error) {
    opened = false;
    if (!(error instanceof ContrasegError)) fail(`split("no-such-split") throws no ContrasegError: ${error}`);
  }
  if (opened) fail(`split("no-such-split") opens a split, where there are only ${splits.join(', ')}`);
}

function checkIds(dataset: OpenDataset): void {
  const owners = new Map<string, string>();
  for (const name of dataset.splits) {
    const split = dataset.split(name);
    if (!Number.isInteger(split.size) || split.size < 1) fail(`the split "${name}" has the size ${split.size}`);
    for (let index = 0; index < split.size; index++) {
      const id = split.id(index);
      const which = `sample ${index} of "${name}"`;
      if (typeof id !== 'string' || id === '') fail(`${which} has the id ${JSON.stringify(id)}`);
      const owner = owners.get(id);
      if (owner) fail(`the id "${id}" belongs to ${owner} and to ${which}; ids are unique`);
      owners.set(id, which);
    }
  }
}

/** What can be told of each sample: a hash, or what reading it throws. */
async function readAll(dataset: OpenDataset, split: DatasetSplit, order: 'forwards' | 'backwards'): Promise<string[]> {
  const indices = Array.from({ length: split.size }, (_, i) => (order === 'forwards' ? i : split.size - 1 - i));
  const check = new SampleCheck(rulesOf(dataset));
  const results = await mapConcurrent(indices, 4, async (index) => {
    let sample: Sample;
    try {
      sample = await split.sample(index);
    } catch (error) {
      if (error instanceof ContrasegError) return `throws ${error.message}`;
      return fail(`${nameOf(split, index)}: sample throws no ContrasegError, which would name the file: ${error}`);
    }
    const problem = check.problem(sample, `sample(${index})`);
    if (problem) fail(`${nameOf(split, index)}: ${problem.message}`);
    if (sample.id !== split.id(index)) fail(`${nameOf(split, index)}: the sample calls itself "${sample.id}"`);
    const label = await split.label?.(index);
    if (label && !Buffer.from(label).equals(sample.label))
      fail(`${nameOf(split, index)}: label differs from the sample's`);
    return hashOf(sample);
  });
  return order === 'forwards' ? results : results.reverse();
}

/** A sample is the caller's: reading another one must not write into it. */
async function checkBuffers(split: DatasetSplit): Promise<void> {
  const first = await split.sample(0).catch(() => undefined);
  const hash = first && hashOf(first);
  await split.sample(split.size - 1).catch(() => undefined);
  if (first && hashOf(first) !== hash) fail(`${nameOf(split, 0)} changes while sample ${split.size - 1} is read`);
}

/** `check` lets a run stop before its first step, so it has to find whatever would stop it later. */
async function checkTheCheck(dataset: OpenDataset, split: DatasetSplit, samples: readonly string[]): Promise<void> {
  const broken = samples.flatMap((result, index) => (result.startsWith('throws ') ? [index] : []));
  const problems = await dataset.check?.(split.name);
  const files = new Set(problems?.map(({ file }) => file));
  if (problems && problems.length > 0 && broken.length === 0) {
    fail(
      `check finds ${problems.length} problems in "${split.name}", every sample of which can be read: ${problems[0]!.message}`,
    );
  }
  const missed = broken.find((index) => !namesFile(samples[index]!, files));
  if (missed !== undefined) {
    const what = problems
      ? `check finds ${problems.length} problems and misses it`
      : 'there is no check that would find it';
    fail(`${nameOf(split, missed)} ${samples[missed]}, and ${what}`);
  }
}

/** Whether an error is about one of the files that `check` names. */
function namesFile(error: string, files: ReadonlySet<string>): boolean {
  return [...files].some((file) => error.includes(file));
}

function hashOf({ width, height, image, label }: Sample): string {
  return createHash('sha1').update(`${width}x${height}`).update(image).update(label).digest('hex');
}

function nameOf(split: DatasetSplit, index: number): string {
  return `sample ${index} of "${split.name}" ("${split.id(index)}")`;
}
