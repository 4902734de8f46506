/// <reference lib="dom" preserve="true" />
import * as tf from '@tensorflow/tfjs';
import '../core/layers/index.js';
import { CONTRACT_FILE, type Contract, parseContract } from '../core/exported/contract.js';
import { segmentPicture } from '../core/exported/network.js';
import type { ClassInfo } from '../core/interfaces/dataset.js';
import { selectWebEngine, WEB_ENGINES, type WebEngine } from './engine.js';
import { type PictureSource, readPixels } from './pixels.js';

export interface LoadOptions {
  /** Engines to try, in this order; all by default, the fastest first. */
  readonly engines?: readonly WebEngine[];
}

export interface WebSegmentation {
  /** Class of each pixel, row by row, `height * width`; class `i` is `classes[i]`. */
  readonly mask: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly classes: readonly ClassInfo[];
  /** From the pixels to the mask. The first picture of a size takes longer: the engine prepares for it. */
  readonly milliseconds: number;
}

/** An exported model that segments what a page shows, on the visitor's machine. */
export class WebSegmenter {
  constructor(
    private readonly network: tf.LayersModel,
    private readonly contract: Contract,
    /** What computes. */
    readonly engine: WebEngine,
  ) {}

  /** Class `i` of a mask is `classes[i]`. */
  get classes(): readonly ClassInfo[] {
    return this.contract.classes;
  }

  /** The mask that `predict` gives in Node, up to rounding. */
  async segment(source: PictureSource): Promise<WebSegmentation> {
    const picture = readPixels(source);
    const start = performance.now();
    const mask = await segmentPicture(this.network, this.contract, picture);
    const milliseconds = performance.now() - start;
    return { mask, width: picture.width, height: picture.height, classes: this.classes, milliseconds };
  }

  dispose(): void {
    this.network.dispose();
  }
}

/**
 * Loads what `contraseg export` wrote.
 * @param url of the folder, absolute or relative to the page
 * @throws Error naming the file that is missing or does not fit this version
 */
export async function loadSegmenter(
  url: string | URL,
  { engines = WEB_ENGINES }: LoadOptions = {},
): Promise<WebSegmenter> {
  const folder = new URL(url, document.baseURI).href.replace(/\/?$/, '/');
  const contract = await readContract(folder + CONTRACT_FILE);
  const engine = await selectWebEngine(engines);
  const network = await tf.loadLayersModel(`${folder}model.json`);
  return new WebSegmenter(network, contract, engine);
}

async function readContract(url: string): Promise<Contract> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`contraseg: ${url}: ${response.status}; give the folder that \`contraseg export\` wrote`);
  }
  const read = parseContract(await response.json());
  if ('contract' in read) return read.contract;
  throw new Error(
    `contraseg: ${url} does not fit this version: ${read.reasons.join('; ')}; export the model again with this one`,
  );
}
