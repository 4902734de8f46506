import { imagenetUnknown, weightsNotFetched } from '../errors/downloads.js';
import { ContrasegError } from '../errors/index.js';
import { downloaded, type PublishedFile, placeOfDownload } from './download.js';

/** A file of weights that somebody publishes for one of our networks. */
export interface PublishedWeights extends PublishedFile {
  /** As its publisher calls it. */
  readonly name: string;
  /** The network, as a configuration writes it. */
  readonly backbone: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly megabytes: number;
  /** SPDX identifier, or the name that the publisher's page has. */
  readonly licence: string;
}

/** What `weights` says for "the published file that was trained on ImageNet". */
export const IMAGENET = 'imagenet';

/** The file for a network; absent where the list has none. */
export function publishedFor(
  network: PublishedWeights['backbone'],
  list: readonly PublishedWeights[],
): PublishedWeights | undefined {
  return list.find(({ backbone }) => Object.entries(backbone).every(([name, value]) => network[name] === value));
}

/**
 * The path that `weights` means: itself, or for `imagenet` the published file in the user's cache. Nothing is fetched.
 * @throws ContrasegError that says how to fetch the file, where it is not there, or that none is known
 */
export async function weightsPath(
  weights: string | undefined,
  imagenet: PublishedWeights | undefined,
): Promise<string | undefined> {
  if (weights !== IMAGENET) return weights;
  if (imagenet === undefined) throw new ContrasegError(imagenetUnknown());
  const file = await downloaded(imagenet);
  if (file === undefined) throw new ContrasegError(weightsNotFetched(imagenet, placeOfDownload(imagenet)));
  return file;
}
