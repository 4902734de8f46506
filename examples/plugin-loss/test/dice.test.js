import test from 'node:test';
import { selectEngine } from 'contraseg';
import { testLoss } from 'contraseg/testing';
import { Dice } from 'contraseg-plugin-dice';

test('dice conforms', async () => {
  await selectEngine('auto');
  await testLoss(() => Dice.create());
});
