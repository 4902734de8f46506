/** A command of the tutorial, with the output that stands below it. */
export interface TutorialStep {
  readonly command: string;
  readonly output?: string;
}

export interface Tutorial {
  readonly steps: readonly TutorialStep[];
  /** Files that the reader saves, by the name in their first line: `// name: …`. */
  readonly files: ReadonlyMap<string, string>;
}

const FENCED = /^```(\w+)\n([\s\S]*?)^```\n(?:\n((?: {4}.*\n)+))?/gm;

/** The commands of a page in Markdown, in their order, and the files that it has its reader save. */
export function readTutorial(markdown: string): Tutorial {
  const blocks = [...markdown.matchAll(FENCED)].map(([, language, body, below]) => ({ language, body: body!, below }));
  const steps = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ body, below }) => {
      const commands = body.replaceAll('\\\n', ' ').trim().split('\n');
      const output = below?.replaceAll(/^ {4}/gm, '').trim();
      return commands.map((command, i) => (i === commands.length - 1 && output ? { command, output } : { command }));
    });
  const files = blocks.flatMap(({ body }) => {
    const name = /^\/\/ ([\w.-]+): /.exec(body)?.[1];
    return name === undefined ? [] : [[name, body] as const];
  });
  return { steps, files: new Map(files) };
}
