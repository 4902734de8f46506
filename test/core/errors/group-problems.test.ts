import test from 'ava';
import { imageWithoutMask, unlabelledMask } from '../../../src/core/errors/data.js';
import { groupProblems } from '../../../src/core/errors/group-problems.js';
import { ContrasegError, type Problem } from '../../../src/core/errors/index.js';

const missing = Array.from({ length: 700 }, (_, i) => imageWithoutMask(`images/${i}.jpg`, `labels/${i}.png`));

test('many problems of a kind become one with their number, three examples and the remedy', (t) => {
  const option: Problem = { code: 'CONTRASEG_UNKNOWN_OPTION', file: 'a.yaml', path: 'x', message: 'no.' };
  const problems = [unlabelledMask('a.png'), ...missing, unlabelledMask('b.png'), ...Array<Problem>(9).fill(option)];
  const grouped = groupProblems(problems);
  t.deepEqual(
    grouped.filter(({ code }) => code !== 'CONTRASEG_IMAGE_WITHOUT_MASK').length,
    11,
    'few files stay as they are',
  );
  t.snapshot(new ContrasegError(grouped.slice(0, 3)).message);
});

test('up to three files are shown whole', (t) => {
  t.deepEqual(groupProblems(missing.slice(0, 3)), missing.slice(0, 3));
});
