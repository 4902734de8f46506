import test from 'node:test';
import { selectEngine } from 'contraseg';
import { testLoss } from 'contraseg/testing';
import { DiceLoss } from 'contraseg-plugin-dice';

test('dice conforms', async () => {
  await selectEngine('auto');
  await testLoss(() => new DiceLoss({ weight: 1, smooth: 1 }));
});
