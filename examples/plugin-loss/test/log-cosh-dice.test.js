import test from 'node:test';
import { selectEngine } from 'contraseg';
import { testLoss } from 'contraseg/testing';
import { LogCoshDice } from 'contraseg-plugin-log-cosh-dice';

test('log-cosh-dice conforms', async () => {
  await selectEngine('auto');
  await testLoss(() => LogCoshDice.create());
});
