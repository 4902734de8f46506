import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ContrasegError } from '../../src/core/errors/index.js';
import type { DataProblem, Dataset, DatasetSplit, OpenDataset, Sample } from '../../src/core/interfaces/dataset.js';
import { Folder } from '../../src/plugins/datasets/folder.js';
import { testDataset } from '../../src/testing/index.js';
import { writeFolderSet, writeMask } from '../helpers/folder-data.js';
import { plant } from '../helpers/planted-faults.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const problem = (file: string) => ({ code: 'CONTRASEG_BROKEN' as const, file, message: 'the file is cut off' });

/** Three grey images of 6x4 pixels per split. */
class Right implements OpenDataset {
  classes: OpenDataset['classes'] = [
    { name: 'dark', color: [0, 0, 0] },
    { name: 'bright', color: [255, 255, 255] },
  ];
  ignoreIndex = 9;
  splits: readonly string[] = ['train', 'val'];

  split(name: string): DatasetSplit {
    if (!this.splits.includes(name)) throw new ContrasegError({ code: 'CONTRASEG_NO_SPLIT', message: `no ${name}` });
    return { name, size: 3, id: (i) => this.id(name, i), sample: async (i) => this.sample(name, i) };
  }

  protected id(split: string, index: number): string {
    return `${split}-${index}`;
  }

  protected sample(split: string, index: number): Sample {
    const label = Uint8Array.from({ length: 24 }, (_, i) => [0, 1, 9][(i + index) % 3]!);
    const image = Uint8Array.from({ length: 72 }, (_, i) => 100 * label[Math.floor(i / 3)]!);
    return { id: this.id(split, index), width: 6, height: 4, image, label };
  }
}

/** A data set that opens as what this makes. */
const of = (make: () => OpenDataset) => (): Dataset => ({ open: async () => make() });

function changed(change: (sample: Sample, index: number) => Sample): () => Dataset {
  return of(
    () =>
      new (class extends Right {
        protected override sample(split: string, index: number): Sample {
          return change(super.sample(split, index), index);
        }
      })(),
  );
}

function opened(change: (split: DatasetSplit) => DatasetSplit): () => Dataset {
  return of(
    () =>
      new (class extends Right {
        override split(name: string): DatasetSplit {
          return change(super.split(name));
        }
      })(),
  );
}

const withFields = (fields: Partial<OpenDataset>) => of(() => Object.assign(new Right(), fields));

/** Its second sample cannot be read. */
class Broken extends Right {
  protected override sample(split: string, index: number): Sample {
    if (index === 1) throw new ContrasegError(problem(`${split}/1.png`));
    return super.sample(split, index);
  }
}

class Checked extends Broken {
  constructor(private readonly files: (split: string) => readonly string[]) {
    super();
  }
  async check(split: string): Promise<DataProblem[]> {
    return this.files(split).map(problem);
  }
}

class ChecksInVain extends Right {
  async check(): Promise<DataProblem[]> {
    return [problem('train/2.png')];
  }
}

let reads = 0;
const buffer = new Uint8Array(72);

class AnySplit extends Right {
  override split(name: string): DatasetSplit {
    return {
      ...super.split('train'),
      name,
      id: (index) => `${name}-${index}`,
      sample: async (i) => this.sample(name, i),
    };
  }
}

plant<Dataset>(
  testDataset,
  {
    'a right data set': of(() => new Right()),
    'a data set whose check finds what cannot be read': of(() => new Checked((split) => [`${split}/1.png`])),
  },
  {
    'a check that misses what sample throws': [
      of(() => new Checked(() => [])),
      /sample 1 of "train" \("train-1"\) throws .*the file is cut off, and check finds 0 problems and misses it/,
    ],
    'a check that finds something else': [
      of(() => new Checked(() => ['train/0.png'])),
      /check finds 1 problems and misses it/,
    ],
    'a sample that throws where there is no check': [
      of(() => new Broken()),
      /and there is no check that would find it/,
    ],
    'a check that cries wolf': [
      of(() => new ChecksInVain()),
      /check finds 1 problems in "train", every sample of which can be/,
    ],
    'ids that are not unique': [
      opened((split) => ({ ...split, id: () => 'image' })),
      /the id "image" belongs to sample 0 of "train" and to sample 1 of "train"; ids are unique/,
    ],
    'ids that two splits share': [
      opened((split) => ({ ...split, id: (i) => `image-${i}` })),
      /the id "image-0" belongs to sample 0 of "train" and to sample 0 of "val"/,
    ],
    'a sample of another id': [changed((s) => ({ ...s, id: 'x' })), /sample 0 of "train".*the sample calls itself "x"/],
    'a wrong size': [changed((s) => ({ ...s, width: 7 })), /sample 0 of "train".*72 values of image at 7x4/],
    'a label of no class': [
      changed((s, i) => ({ ...s, label: s.label.map((value) => (i === 2 && value === 9 ? 255 : value)) })),
      /sample 2 of "train".*255/,
    ],
    'an error that names no file': [
      changed(() => {
        throw new TypeError('undefined is not a buffer');
      }),
      /sample throws no ContrasegError, which would name the file: TypeError/,
    ],
    'module state': [
      changed((s) => ({ ...s, image: s.image.map((value) => value + (reads++ % 50)) })),
      /a second reading gives another sample: it depends on its index alone/,
    ],
    'one buffer for all samples': [
      changed((s) => {
        buffer.set(s.image);
        return { ...s, image: buffer };
      }),
      /sample 0 of "train" \("train-0"\) changes while sample 2 is read/,
    ],
    'a label that is not the sample’s': [
      opened((split) => ({ ...split, label: async () => new Uint8Array(24) })),
      /label differs from the sample's/,
    ],
    'unknown split names': [
      of(() => new AnySplit()),
      /split\("no-such-split"\) opens a split, where there are only train, val/,
    ],
    'a split that it does not know itself': [
      opened((split) => ({ ...split, name: 'validation' })),
      /split\("train"\) is called "validation"/,
    ],
    'splits out of order': [
      withFields({ splits: ['val', 'train'] }),
      /the splits are val, train; their order is train, val/,
    ],
    'no split': [withFields({ splits: [] }), /there is no split/],
    'an empty split': [opened((split) => ({ ...split, size: 0 })), /the split "train" has the size 0/],
    'two classes of one name': [
      withFields({ classes: [...new Right().classes, { name: 'dark', color: [1, 2, 3] }] }),
      /two classes are called "dark"/,
    ],
    'a colour of fractions': [
      withFields({ classes: new Right().classes.map((each) => ({ ...each, color: [0.5, 0, 1] as const })) }),
      /the colour of "dark" is \[0\.5,0,1\]/,
    ],
    'an ignore index that is no byte': [withFields({ ignoreIndex: 256 }), /the ignore index is 256/],
  },
);

test('a folder with a broken and a stray file passes: its check names both', async (t) => {
  const root = await writeFolderSet(temporaryFolder(t), ['train']);
  writeFileSync(join(root, 'images/train/train-0.jpg'), 'no picture');
  rmSync(join(root, 'labels/train/train-1.png'));
  await writeMask(join(root, 'labels/train/train-1.png'), { width: 24, height: 16 }, () => 7);
  await t.notThrowsAsync(testDataset(() => Folder.create({ root })));
});
