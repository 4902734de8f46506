const LENGTH = 60;
const ITEMS = 6;
const DEPTH = 2;

/** A value the way a message shows it: like JSON where it is plain data, and never longer than a line or two. */
export function show(value: unknown, depth = DEPTH): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(clip(value));
  if (typeof value === 'bigint') return `the BigInt ${clip(String(value))}`;
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  return Array.isArray(value) ? showList(value, depth) : showObject(value, depth);
}

function showList(list: readonly unknown[], depth: number): string {
  if (depth === 0 && list.length > 0) return '[…]';
  const items = list.slice(0, ITEMS).map((item) => show(item, depth - 1));
  return `[${withMore(items, list.length).join(',')}]`;
}

function showObject(value: object, depth: number): string {
  const keys = Object.keys(value);
  if (depth === 0 && keys.length > 0) return '{…}';
  const fields = keys.slice(0, ITEMS).map((key) => {
    return `${JSON.stringify(clip(key))}:${show((value as Record<string, unknown>)[key], depth - 1)}`;
  });
  return `{${withMore(fields, keys.length).join(',')}}`;
}

function withMore(shown: readonly string[], count: number): readonly string[] {
  return count > shown.length ? [...shown, `… ${count - shown.length} more`] : shown;
}

/** The beginning of a text that is too long to be shown. */
export function clip(text: string, length = LENGTH): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** What was thrown, in words: anything can be thrown, also what throws again when it is asked for its message. */
export function reasonOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? thrown.message : show(thrown);
  } catch {
    return 'something that cannot be shown';
  }
}
