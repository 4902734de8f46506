import test from 'node:test';
import { testBackbone } from 'contraseg/testing';
import { SqueezeNet } from 'contraseg-plugin-squeezenet';

test('squeezenet conforms', () => testBackbone(() => SqueezeNet.create({ squeeze: [2, 3], expand: 2 })));
