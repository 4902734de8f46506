import type { PublishedWeights } from '../weights/published.js';
import type { Problem } from './contraseg-error.js';

export function downloadFailed(url: string, reason: string, place: string): Problem {
  return {
    code: 'CONTRASEG_DOWNLOAD_FAILED',
    message: `${url} cannot be fetched: ${reason}.`,
    hint: `run it again to go on where it ended; without a network, put the file at ${place}`,
  };
}

export function wrongChecksum(url: string, wanted: string, found: string): Problem {
  return {
    code: 'CONTRASEG_WRONG_CHECKSUM',
    message: `${url} should have the SHA-256 ${wanted}, the file has ${found}. It was removed.`,
    hint: 'compare the checksum with the page of the publisher: the file may have changed, or something on the way have changed it',
  };
}

/** `weights: imagenet`, and the file has not been fetched: training never fetches by itself. */
export function weightsNotFetched({ name, megabytes, licence, url }: PublishedWeights, place: string): Problem {
  const size = `${megabytes} MB, ${licence}`;
  return {
    code: 'CONTRASEG_WEIGHTS_NOT_FETCHED',
    message: `\`weights: imagenet\` means ${name} here, which is not in the cache of downloads.`,
    hint: `npx contraseg weights fetch ${name} (${size}); without a network, put ${url} at ${place}`,
  };
}

export function imagenetUnknown(): Problem {
  return {
    code: 'CONTRASEG_NO_IMAGENET_WEIGHTS',
    message: `\`weights: imagenet\`: no published file is known for this network with these options.`,
    hint: '`npx contraseg weights list` has those that are; `weights` takes the path of a safetensors file, too (docs/weights.md)',
  };
}

export function unknownWeights(name: string, known: readonly string[]): Problem {
  return {
    code: 'CONTRASEG_UNKNOWN_WEIGHTS',
    message: `${name} is neither a URL nor the name of published weights.`,
    hint: `expected one of ${known.join(', ')}`,
  };
}

export function noChecksum(url: string): Problem {
  return {
    code: 'CONTRASEG_NO_CHECKSUM',
    message: `${url} is not fetched without its checksum.`,
    hint: '--sha256 with the 64 digits that its publisher shows beside the file',
  };
}
