import { dirname } from 'node:path';
import type { Problem } from './contraseg-error.js';

/** Why the system refuses, and what usually helps, by its error code. */
const REASONS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'free some space there, or write to another disk'],
  EDQUOT: ['the disk quota is used up', 'free some space there, or write to another disk'],
  EFBIG: ['the file would be larger than is allowed there', 'write to another disk, or raise the limit (ulimit -f)'],
  EROFS: ['the file system is read-only', 'write to another folder; a disk with errors is often remounted read-only'],
  EACCES: ['permission is denied', "write to a folder of your own, or change the folder's permissions"],
  EPERM: ['the operation is not permitted', "write to a folder of your own, or change the folder's permissions"],
  ENOTDIR: ['a part of its path is a file, not a folder', 'give another path, or move that file away'],
  EEXIST: ['a file is where the folder should be', 'give another path, or move that file away'],
  EISDIR: ['it is a folder', 'give the path of a file'],
  ENOTEMPTY: ['a folder that is not empty is in its place', 'give another path, or move that folder away'],
  ENOENT: ['its folder does not exist', 'make the folder first, or give another path'],
  ENAMETOOLONG: ['the name is too long', 'give a shorter path'],
  ELOOP: ['its path is a circle of links', 'give another path, or mend the links'],
  EIO: [
    'the disk reports an input/output error',
    'the disk or the connection to it may be failing: see the system log',
  ],
  ESTALE: ['the network file system lost it', 'mount the network disk again'],
  EMFILE: ['too many files are open', 'raise the limit (ulimit -n)'],
  ENFILE: ['too many files are open', 'end other programs, or raise the limit of the system'],
  EBUSY: ['it is in use', 'end the program that uses it'],
  ETXTBSY: ['it is in use', 'end the program that uses it'],
};

/** @param error what the system said */
export function cannotWrite(file: string, error: NodeJS.ErrnoException): Problem {
  const [reason, hint] = reasonOf(error, file);
  return { code: 'CONTRASEG_CANNOT_WRITE', file, message: `the file cannot be written: ${reason}.`, hint };
}

/** @param error what the system said */
export function cannotMakeFolder(folder: string, error: NodeJS.ErrnoException): Problem {
  const [reason, hint] = reasonOf(error, folder);
  return { code: 'CONTRASEG_CANNOT_WRITE', file: folder, message: `the folder cannot be made: ${reason}.`, hint };
}

function reasonOf({ code = '', message }: NodeJS.ErrnoException, path: string): readonly [string, string] {
  return REASONS[code] ?? [message, `see whether ${dirname(path)} can be written`];
}

/** The system took less than it was given, and reported no error. */
export function writtenInPart(file: string, written: number, expected: number): Problem {
  return {
    code: 'CONTRASEG_CANNOT_WRITE',
    file,
    message: `only ${written.toLocaleString('en')} of ${expected.toLocaleString('en')} bytes could be written.`,
    hint: 'the disk is probably full: free some space there, or write to another disk',
  };
}
