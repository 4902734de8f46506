import YAML, { isScalar, Lexer, LineCounter, Parser } from 'yaml';
import { duplicateKey, yamlAliases, yamlSyntax, yamlTooDeep, yamlTooLong } from '../errors/config-files.js';
import { ContrasegError, type Problem } from '../errors/index.js';
import { reasonOf } from '../errors/show.js';

/** Characters; a long configuration has a few thousand. Bounds what the parser can be made to do. */
const MAX_LENGTH = 2 ** 17;
/** Open collections while the text is read; several for each level of a configuration. */
const MAX_OPEN = 256;
const MAX_ALIASES = 200;
const MAX_PROBLEMS = 5;

/**
 * Reads YAML 1.2, or JSON, which is a part of it. Merge keys (`<<`) work; duplicate keys, unknown tags and several documents
 * are errors. What comes out may hold cycles and values that are no plain data: `plainData` is the next step.
 * @throws ContrasegError without a file: the caller knows it
 */
export function parseYaml(text: string): unknown {
  checkShape(text);
  const lineCounter = new LineCounter();
  // The parser compares every pair of keys of a map, which takes seconds for thousands.
  const document = YAML.parseDocument(text, { lineCounter, merge: true, uniqueKeys: false, logLevel: 'error' });
  const problems: Problem[] = [...document.errors, ...document.warnings]
    .slice(0, MAX_PROBLEMS)
    .map(({ message }) => yamlSyntax(message));
  if (problems.length === 0) problems.push(...duplicateKeys(document, lineCounter));
  if (problems.length > 0) throw new ContrasegError(problems);
  try {
    return document.toJS() as unknown;
  } catch (error) {
    throw new ContrasegError(error instanceof ReferenceError ? yamlAliases() : yamlSyntax(reasonOf(error)));
  }
}

/**
 * Refuses, before the parser builds anything, what it would fall over. It recurses, and a stack that runs out inside a
 * regular expression ends the process, not the call.
 */
function checkShape(text: string): void {
  if (text.length > MAX_LENGTH) throw new ContrasegError(yamlTooLong(text.length, MAX_LENGTH));
  const parser = new Parser();
  let aliases = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('*') && ++aliases > MAX_ALIASES) throw new ContrasegError(yamlAliases());
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MAX_OPEN) throw new ContrasegError(yamlTooDeep());
  }
}

function duplicateKeys(document: YAML.Document.Parsed, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  YAML.visit(document, {
    Map(_, map) {
      const seen = new Map<string, number>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const [name, line] = [String(key.value), lines.linePos(key.range?.[0] ?? 0).line];
        const first = seen.get(name);
        if (first === undefined) seen.set(name, line);
        else if (name !== '<<') problems.push(duplicateKey(name, first, line));
      }
      return problems.length < MAX_PROBLEMS ? undefined : YAML.visit.BREAK;
    },
  });
  return problems.slice(0, MAX_PROBLEMS);
}
