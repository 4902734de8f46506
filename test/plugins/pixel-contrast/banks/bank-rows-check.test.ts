import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { BankRowsCheck } from '../../../../src/plugins/pixel-contrast/banks/bank-rows-check.js';
import { PixelBank } from '../../../../src/plugins/pixel-contrast/index.js';
import { useEngine } from '../../../helpers/engines.js';

test('rows are looked at once: a check computes nothing until some are written', async (t) => {
  await useEngine('cpu');
  const bank = PixelBank.create({ capacity: 4 }).allocate({ classCount: 2, dimension: 3, trainingImages: 1 });
  const groups = [{ image: 0, classId: 0, pixels: Int32Array.of(0) }];
  const push = () => tf.tidy(() => bank.push({ groups, embeddings: tf.tensor2d([[1, 0, 0]]) }));
  const check = new BankRowsCheck([bank], ['PixelBank'], { classCount: 2, dimension: 3 });
  const kernels = async () => (await tf.profile(() => void check.check())).kernels.length;
  t.is(await kernels(), 0, 'empty');
  push();
  t.true((await kernels()) > 0);
  t.is(await kernels(), 0, 'seen');
  push();
  t.true((await kernels()) > 0);
});
