/** Controls but tab and newline, and the marks that turn the direction of writing. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from files and names, safe to print: what would move the cursor, recolour a terminal or reorder a line becomes
 * visible, as `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (char) => (char === '\n' || char === '\t' ? char : escaped(char)));
}

/** Whether a name has characters that a terminal obeys instead of showing. */
export function hasControls(name: string): boolean {
  return name.search(INVISIBLE) >= 0;
}

function escaped(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
