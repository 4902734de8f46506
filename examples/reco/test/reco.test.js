import test from 'node:test';
import { selectEngine } from 'contraseg';
import { testLoss } from 'contraseg/testing';
import { Reco } from 'contraseg-plugin-reco';

test('reco conforms', async () => {
  await selectEngine('auto');
  await testLoss(() => Reco.create({ dim: 8, queries: 6, keys: 9, negatives: 12, sureAbove: 0.3 }));
});
