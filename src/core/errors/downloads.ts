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
