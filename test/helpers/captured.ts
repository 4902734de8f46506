/** The lines that a function prints to stdout meanwhile; one test at a time. */
export async function captured(body: () => Promise<unknown>): Promise<string[]> {
  const { log } = console;
  const lines: string[] = [];
  console.log = (...values: unknown[]) => lines.push(...values.join(' ').split('\n'));
  try {
    await body();
  } finally {
    console.log = log;
  }
  return lines;
}
