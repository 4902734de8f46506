import type { FolderProposal } from './proposal.js';
import { classWeights, cropSize, rareClasses } from './settings.js';

export interface StarterOptions {
  /** From the configuration's folder to the data. */
  readonly root: string;
  readonly contrast: boolean;
}

/** A configuration that trains on a folder, with a word on each choice. */
export function starterConfig(proposal: FolderProposal, { root, contrast }: StarterOptions): string {
  const { survey, meaning, layout } = proposal;
  const crop = cropSize(usualSize(proposal));
  const weights = classWeights(meaning.classes);
  const rare = rareClasses(meaning.classes);
  return `# Written by contraseg init for ${layout.samples.length} images: ${layout.name}.
# Every option with its default: contraseg config print. Completion in editors: docs/faq.md
${contrast ? 'plugins: [contraseg/pixel-contrast]\n' : ''}
data:
${dataLines(proposal, root)
  .map((line) => `  ${line}\n`)
  .join('')}
transforms:                   # of training images; masks only move
  - { type: random-scale-crop, min: 0.5, max: 2, height: ${crop}, width: ${crop}${rare.length > 0 ? ', maxClassShare: 0.75' : ''} }
  - { type: random-flip }
  - { type: photometric }

model:
  backbone: { type: mobilenet-v2, variant: paper, outputStride: 16 } # weights: imagenet starts from ImageNet
  head: { type: deeplab-v3-plus }

losses:
  - type: cross-entropy
${weights ? `    classWeights: [${weights.join(', ')}]   # rare: ${rare.map(({ name }) => name).join(', ')}\n` : ''}${
  contrast
    ? `  - type: pixel-contrast      # in training only; the exported model carries nothing of it
    weight: 0.1
    memory: [{ type: pixel-bank }, { type: region-bank }]
`
    : ''
}
optimizer: { type: sgd, learningRate: { backbone: 0.01, head: 0.05 } }
trainer:
  iterations: 4000            # contraseg train --dry-run says how long they take
  batchSize: ${Math.max(1, Math.min(8, proposal.splits.get('train')?.length ?? 8))}
  evaluateEvery: 500
${absent(proposal) ? `  allowEmptyClasses: true     # ${absent(proposal)} of the ${meaning.classes.length} classes had no pixel in the ${survey.looked} masks looked at\n` : ''}`;
}

/** The size that most images have. */
function usualSize({ survey }: FolderProposal): { width: number; height: number } {
  const [size = '256x256'] = survey.sizes.keys();
  const [width, height] = size.split('x').map(Number);
  return { width: width!, height: height! };
}

function dataLines({ layout, meaning, survey }: FolderProposal, root: string): string[] {
  const { type, ...options } = meaning.unfit ? { type: 'folder' } : (layout.dataset ?? { type: 'list' });
  const { stored, shown } = survey.rotated;
  return [
    `type: ${type}`,
    `root: ${JSON.stringify(root)}`,
    ...Object.entries(options).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
    ...(meaning.coding === 'colors' && !meaning.unfit
      ? ['colors: true                # the masks show the colours of classes.json']
      : []),
    ...(stored + shown > 0
      ? [
          `exif: ${shown >= stored ? 'apply' : 'ignore'}                 # ${stored + shown} photos are stored rotated; the masks fit this`,
        ]
      : []),
  ];
}

/** Classes of a standard list that no pixel shows. */
function absent({ layout, meaning }: FolderProposal): number {
  return layout.dataset ? meaning.classes.filter(({ share }) => share === 0).length : 0;
}
