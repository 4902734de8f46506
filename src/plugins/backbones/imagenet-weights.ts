import { type PublishedWeights, publishedFor } from '../../core/weights/published.js';

type Entry = Pick<PublishedWeights, 'backbone' | 'sha256' | 'megabytes'> & { readonly revision: string };

const on =
  (publisher: string, licence: string) =>
  (name: string, { revision, ...entry }: Entry): PublishedWeights => ({
    name,
    url: `https://huggingface.co/${publisher}/${name}/resolve/${revision}/model.safetensors`,
    licence,
    ...entry,
  });

const timm = on('timm', 'Apache-2.0');
const nvidia = on('nvidia', 'NVIDIA, not for commercial use');

/** What `weights: imagenet` stands for: files of networks trained on ImageNet-1k, most at a fixed revision, all by checksum. */
export const IMAGENET_WEIGHTS: readonly PublishedWeights[] = [
  timm('resnet18.a1_in1k', {
    backbone: { type: 'resnet', depth: 18, variant: 'plain' },
    revision: '491b427b45c94c7fb0e78b5474cc919aff584bbf',
    sha256: '80c49dee3da4822c009c5a7fe591e9223c5a2cfcf95a4067ca4dfb5a7b89c612',
    megabytes: 47,
  }),
  timm('resnet34.a1_in1k', {
    backbone: { type: 'resnet', depth: 34, variant: 'plain' },
    revision: 'main',
    sha256: '829a220f9529d2b1ffdc8719d3273463001e0daf411eaf1916865d9db62c0ed2',
    megabytes: 87,
  }),
  timm('resnet50.a1_in1k', {
    backbone: { type: 'resnet', depth: 50, variant: 'plain' },
    revision: '767268603ca0cb0bfe326fa87277f19c419566ef',
    sha256: '773525d5821de224f8f30c33377b7a795d7863e08522698200d3217d3f2a41bb',
    megabytes: 102,
  }),
  timm('mobilenetv2_100.ra_in1k', {
    backbone: { type: 'mobilenet-v2', variant: 'paper', widthMultiplier: 1 },
    revision: 'main',
    sha256: '55ea4fb3a96010b933710ebf44fc965b070d5cd054d3f35e44f2d1320b4a714e',
    megabytes: 14,
  }),
  timm('mobilenetv3_large_100.ra_in1k', {
    backbone: { type: 'mobilenet-v3', size: 'large', variant: 'timm' },
    revision: '96f46a1c52932f27492dff66c72378eb99b443a7',
    sha256: 'f425af34cc1cead2b5d6211f789a1f30b94835dc32f9c0fcc5a916e4fd2dde85',
    megabytes: 22,
  }),
  timm('mobilenetv3_small_100.lamb_in1k', {
    backbone: { type: 'mobilenet-v3', size: 'small', variant: 'timm' },
    revision: '1824797e7887cbec1990e4adbd6675960a36c589',
    sha256: '46d2c063b18125884c48937afa4c49e18128869e52e8db96df48bf0a4d7ff697',
    megabytes: 10,
  }),
  timm('convnext_tiny.fb_in1k', {
    backbone: { type: 'convnext', size: 'tiny' },
    revision: 'b43a6303c9fcf176d2d707478a128c2c91e93528',
    sha256: '08b9dc9c3a3a29421de7996761e176501896d1ae7fc3085cf56a643772329276',
    megabytes: 114,
  }),
  nvidia('mit-b0', {
    backbone: { type: 'mit', size: 'b0', variant: 'transformers' },
    revision: '25ce79d97e6d9d509ed12e17cb2eb89b0a83a2dc',
    sha256: '3e5ad9cd1dd8ecf8305c23fcdf01ef241f08c7b2dddacb6ec7de5a887188798a',
    megabytes: 14,
  }),
  nvidia('mit-b1', {
    backbone: { type: 'mit', size: 'b1', variant: 'transformers' },
    revision: '44575a0572f5374ed1e5b4e46ec8276222f6ffe8',
    sha256: '4c19537dff32bbaa876174c371759ac1046c980bbf8096273bb03261429bdce1',
    megabytes: 55,
  }),
];

/** The published file of a network, by its options. */
export function imagenetWeights(network: PublishedWeights['backbone']): PublishedWeights | undefined {
  return publishedFor(network, IMAGENET_WEIGHTS);
}
