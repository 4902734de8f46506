import { format } from 'node:util';
import { printable } from '../core/errors/printable.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of
const COLOR = /(\u001b\[[\d;]*m)/;

/**
 * From here on whatever is printed passes one gate: of the control characters that names from files and plugins may bring,
 * colours alone reach the terminal. Progress bars write past it.
 */
export function guardOutput(): void {
  for (const stream of ['log', 'error'] as const) {
    const print = console[stream].bind(console);
    console[stream] = (...values: unknown[]) => print('%s', visible(format(...values)));
  }
}

/** The text with its colours, and everything else that a terminal would obey made visible. */
export function visible(text: string): string {
  return text
    .split(COLOR)
    .map((part, i) => (i % 2 === 1 ? part : printable(part)))
    .join('');
}
