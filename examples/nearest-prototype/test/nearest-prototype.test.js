import test from 'node:test';
import { selectEngine } from 'contraseg';
import { testHead } from 'contraseg/testing';
import { NearestPrototype } from 'contraseg-plugin-nearest-prototype';

test('nearest-prototype conforms', async () => {
  await selectEngine('auto');
  await testHead(() => NearestPrototype.create({ channels: 6, prototypes: 2 }));
});
