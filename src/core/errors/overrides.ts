import type { Problem } from './contraseg-error.js';
import { clip } from './show.js';

const EXAMPLES = 'for example --set trainer.iterations=2000 or --set losses[1].weight=0.2';

export function invalidOverride(assignment: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    path: `--set ${clip(assignment)}`,
    message: 'expected path=value, the path in the form a.b or a[0].b.',
    hint: EXAMPLES,
  };
}

export function overrideTooDeep(assignment: string, most: number): Problem {
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    path: `--set ${clip(assignment)}`,
    message: `the path has more than ${most} parts.`,
    hint: EXAMPLES,
  };
}

export function overrideSyntax(assignment: string, reason: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    path: `--set ${clip(assignment)}`,
    message: `the value is not valid YAML: ${reason}`,
    hint: EXAMPLES,
  };
}

export function noSuchItem(path: string, index: number, length: number): Problem {
  const there = length === 0 ? 'is empty or absent' : `has ${length === 1 ? '1 item' : `${length} items`}`;
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    file: '--set',
    path: `${path}[${index}]`,
    message: `there is no item ${index}: ${path || 'the list'} ${there}, counted from 0.`,
    hint: `${path}[${length}] appends one`,
  };
}

export function itemNeedsNumber(path: string, key: string, length: number): Problem {
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    file: '--set',
    path: `${path}.${clip(key)}`,
    message: `${path} is a list of ${length}; its items go by number, found "${clip(key)}".`,
    hint: `for example --set ${path}[0].${clip(key)}=…`,
  };
}

export function notAList(path: string, index: number): Problem {
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    file: '--set',
    path: `${path}[${index}]`,
    message: `${path || 'the configuration'} is a mapping, not a list: it has no item ${index}.`,
    hint: EXAMPLES,
  };
}

export function itemNotRemovable(path: string): Problem {
  return {
    code: 'CONTRASEG_INVALID_OVERRIDE',
    file: '--set',
    path,
    message: 'null removes an option, not an item of a list.',
    hint: `write the whole list without it: --set '${path.replace(/\[\d+\]$/, '')}=[…]'`,
  };
}
