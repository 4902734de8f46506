import type { ClassInfo } from '../../../core/interfaces/dataset.js';

/** Reads lines of a colour in hexadecimal digits and a name, `787878 wall`. */
export function classTable(lines: string): readonly ClassInfo[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [red, green, blue] = [0, 2, 4].map((at) => Number.parseInt(line.slice(at, at + 2), 16));
      return { name: line.slice(7), color: [red!, green!, blue!] };
    });
}
