import type { Command } from 'commander';

/** What may follow a command: the names of commands in it and its options. */
interface Words {
  /** `data check`, empty for the program itself. */
  readonly path: string;
  readonly words: readonly string[];
}

/** A script that completes the program's commands and options, and files elsewhere. */
export function completionScript(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  const all = wordsOf(program, []);
  if (shell === 'fish') return all.map(fishLines).join('\n');
  const script = bashScript(program.name(), all);
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${script}` : script;
}

function wordsOf(command: Command, path: readonly string[]): Words[] {
  const options = command.options.flatMap(({ long }) => (long ? [long] : []));
  const words = [...command.commands.map((child) => child.name()), ...options, '--help'];
  return [
    { path: path.join(' '), words },
    ...command.commands.flatMap((child) => wordsOf(child, [...path, child.name()])),
  ];
}

function bashScript(name: string, all: readonly Words[]): string {
  const cases = all.map(({ path, words }) => `    "${path}") words="${words.join(' ')}" ;;`);
  const nested = all.filter(({ path }) => path.includes(' ')).map(({ path }) => path.split(' ')[0]!);
  return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" words=""
  if (( COMP_CWORD > 1 )); then command="\${COMP_WORDS[1]}"; fi
  case "$command" in ${[...new Set(nested)].join('|')}) if (( COMP_CWORD > 2 )); then command="$command \${COMP_WORDS[2]}"; fi ;; esac
  case "$command" in
${cases.join('\n')}
  esac
  COMPREPLY=( $(compgen -W "$words" -- "$current") )
}
complete -o default -F _${name} ${name}`;
}

function fishLines({ path, words }: Words): string {
  const condition =
    path === ''
      ? '__fish_use_subcommand'
      : path
          .split(' ')
          .map((name) => `__fish_seen_subcommand_from ${name}`)
          .join('; and ');
  return words
    .map((word) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c contraseg -n '${condition}' ${what}`;
    })
    .join('\n');
}
