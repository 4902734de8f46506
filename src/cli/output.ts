/** What a command prints: lines for people, one JSON object, or nothing but errors. */
export type OutputMode = 'text' | 'json' | 'quiet';

let mode: OutputMode = 'text';

export function setOutput(next: OutputMode): void {
  mode = next;
}

/** A line for people. */
export function say(line: string): void {
  if (mode === 'text') console.log(line);
}

/** A remark that is no result, to stderr. */
export function note(line: string): void {
  if (mode !== 'quiet') console.error(line);
}

/** The result as one JSON object, where it was asked for. */
export function give(result: object): void {
  if (mode === 'json') console.log(JSON.stringify(result));
}

/** Whether somebody looks at progress that is written over. */
export function showsProgress(): boolean {
  return mode === 'text' && process.stderr.isTTY === true;
}
