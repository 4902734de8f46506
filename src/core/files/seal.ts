import { createHash } from 'node:crypto';

/** Stands where the seal goes while it is computed. */
export const NO_SEAL = '0'.repeat(64);

/**
 * Puts the SHA-256 of a file into the file: that of all its bytes with zeros in the seal's place, so that it covers
 * the header as well as the tensors.
 * @param bytes with `NO_SEAL` somewhere in the first `within`; changed in place
 */
export function seal(bytes: Uint8Array, within: number): void {
  const position = find(bytes, NO_SEAL, within);
  Buffer.from(bytes.buffer, bytes.byteOffset).write(sealOf(bytes, position), position, 'latin1');
}

/** Whether nothing in the file has changed since it got this seal. */
export function isSealed(bytes: Uint8Array, found: string, within: number): boolean {
  const position = find(bytes, found, within);
  return found.length === NO_SEAL.length && position >= 0 && sealOf(bytes, position) === found;
}

function find(bytes: Uint8Array, text: string, within: number): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, within).indexOf(text, 0, 'latin1');
}

function sealOf(bytes: Uint8Array, position: number): string {
  const hash = createHash('sha256').update(bytes.subarray(0, position)).update(NO_SEAL);
  return hash.update(bytes.subarray(position + NO_SEAL.length)).digest('hex');
}
