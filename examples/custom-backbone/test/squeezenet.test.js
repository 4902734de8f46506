import test from 'node:test';
import { RandomStreams } from 'contraseg/plugin';
import { testBackbone } from 'contraseg/testing';
import { SqueezeNetBackbone, SqueezeNetOptions } from 'contraseg-plugin-squeezenet';

test('squeezenet conforms', () =>
  testBackbone(
    () => new SqueezeNetBackbone(SqueezeNetOptions.parse({ squeeze: [2, 3], expand: 2 }), new RandomStreams(1)),
  ));
