import test from 'ava';
import { type ResNetShape, residualBlocks } from '../../../../src/plugins/backbones/resnet/residual-blocks.js';
import { ResNet } from '../../../../src/plugins/backbones/resnet/resnet.js';

const dilations = (shape: Partial<ResNetShape>) =>
  residualBlocks({ depth: 50, variant: 'deepbase', outputStride: 8, contractDilation: true, ...shape })
    .filter(({ name }) => name.startsWith('layer4'))
    .map(({ dilation }) => dilation);

test('a multi-grid multiplies the dilations of the last stage, the strided one before it is doubled', (t) => {
  t.deepEqual(dilations({ multiGrid: [1, 2, 4] }), [2, 8, 16]);
  t.deepEqual(dilations({ multiGrid: [1, 2, 4], outputStride: 16 }), [1, 4, 8]);
});

test('the multi-grid of mmsegmentation replaces them', (t) => {
  t.deepEqual(dilations({ variant: 'v1c', multiGrid: [1, 2, 4] }), [1, 2, 4]);
});

test('the output stride is that of every stage after it', (t) => {
  const strides = residualBlocks({ depth: 18, variant: 'plain', outputStride: 16, contractDilation: true });
  t.deepEqual(
    strides.map(({ outputStride }) => outputStride),
    [4, 4, 8, 8, 16, 16, 16, 16],
  );
});

test('a multi-grid of another length than the last stage is refused', (t) => {
  t.true(ResNet.options.safeParse({ depth: 18, multiGrid: [1, 2] }).success);
  const result = ResNet.options.safeParse({ depth: 50, multiGrid: [1, 2] });
  t.deepEqual(
    result.error?.issues.map(({ path }) => path),
    [['multiGrid']],
  );
});
