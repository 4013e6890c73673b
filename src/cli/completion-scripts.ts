// The completion scripts of bash, zsh and fish. Each finds by the words typed so far which command it stands in, and offers
// what that command has; where nothing is known, the shell offers files.
import type { CompletionNode, CompletionWord } from './completion-tree.js';

export type Shell = 'bash' | 'zsh' | 'fish';

/** The script of a shell for a program. */
export const COMPLETION_SCRIPTS: Readonly<
  Record<Shell, (program: string, nodes: readonly CompletionNode[]) => string>
> = { bash: bashScript, zsh: zshScript, fish: fishScript };

function bashScript(program: string, nodes: readonly CompletionNode[]): string {
  return [
    `# bash completion of ${program}: source <(${program} completion bash)`,
    `_${program}() {`,
    '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="" at="" word i',
    '  (( COMP_CWORD > 0 )) && prev="${COMP_WORDS[COMP_CWORD-1]}"',
    '  for (( i = 1; i < COMP_CWORD; i++ )); do',
    ...stepLines(nodes, 'word="${COMP_WORDS[i]}"'),
    '  done',
    '  local words=""',
    '  case "$at|$prev" in',
    ...choicesOf(nodes).map(
      ({ path, word, choices }) => `    ${quote(`${path}|${word}`)}) words=${quote(choices.join(' '))} ;;`,
    ),
    '    *) case "$at" in',
    ...nodes.map(
      (node) =>
        `      ${quote(node.path)}) words=${quote(
          wordsOf(node)
            .map(({ word }) => word)
            .join(' '),
        )} ;;`,
    ),
    '    esac ;;',
    '  esac',
    '  COMPREPLY=( $(compgen -W "$words" -- "$cur") )',
    '}',
    `complete -o default -F _${program} ${program}`,
  ].join('\n');
}

function zshScript(program: string, nodes: readonly CompletionNode[]): string {
  const entry = ({ word, description }: CompletionWord) => quote(`${word.replaceAll(':', '\\:')}:${description}`);
  return [
    `#compdef ${program}`,
    `# zsh completion of ${program}: source <(${program} completion zsh)`,
    `_${program}() {`,
    '  local at="" word="" prev="${words[CURRENT-1]}" i',
    '  local -a found',
    '  for (( i = 2; i < CURRENT; i++ )); do',
    ...stepLines(nodes, 'word="${words[i]}"'),
    '  done',
    '  case "$at|$prev" in',
    ...choicesOf(nodes).map(
      ({ path, word, choices }) => `    ${quote(`${path}|${word}`)}) found=(${choices.map(quote).join(' ')}) ;;`,
    ),
    '    *) case "$at" in',
    ...nodes.map((node) => `      ${quote(node.path)}) found=(${wordsOf(node).map(entry).join(' ')}) ;;`),
    '    esac ;;',
    '  esac',
    `  _describe ${quote(program)} found || _files`,
    '}',
    `compdef _${program} ${program}`,
  ].join('\n');
}

function fishScript(program: string, nodes: readonly CompletionNode[]): string {
  const offer = (node: CompletionNode): string[] => {
    const here = `complete -c ${program} -n ${quote(`__${program}_at ${quoteInFish(node.path)}`)}`;
    return [
      ...node.commands.map(({ word, description }) => `${here} -f -a ${word} -d ${quoteInFish(description)}`),
      ...node.options.map(({ word, short, takesValue, choices, description }) =>
        [
          here,
          ...(short === null ? [] : [`-s ${short.slice(1)}`]),
          `-l ${word.replace(/^--/, '')}`,
          ...(takesValue ? ['-r'] : []),
          ...(choices.length === 0 ? [] : [`-f -a ${quoteInFish(choices.join(' '))}`]),
          `-d ${quoteInFish(description)}`,
        ].join(' '),
      ),
    ];
  };
  const steps = nodes.flatMap(({ path, aliases }) =>
    path === ''
      ? []
      : [`      case ${[path, ...aliases].map(quoteInFish).join(' ')}`, `        set at ${quoteInFish(path)}`],
  );
  return [
    `# fish completion of ${program}: ${program} completion fish | source`,
    `function __${program}_at`,
    '  set -l at ""',
    '  for word in (commandline -opc)[2..-1]',
    '    switch "$at $word"',
    ...steps,
    '    end',
    '  end',
    '  test "$at" = "$argv[1]"',
    'end',
    ...nodes.flatMap(offer),
  ].join('\n');
}

/** One step along the words: a word that leads on to a command does, any other is an argument or an option. */
function stepLines(nodes: readonly CompletionNode[], take: string): string[] {
  const branches = nodes.flatMap(({ path, aliases }) =>
    path === '' ? [] : [`      ${[path, ...aliases].map(quote).join('|')}) at=${quote(path)} ;;`],
  );
  return [`    ${take}`, '    case "$at $word" in', ...branches, '    esac'];
}

function wordsOf({ commands, options }: CompletionNode): readonly CompletionWord[] {
  return [...commands, ...options];
}

function choicesOf(nodes: readonly CompletionNode[]) {
  return nodes.flatMap(({ path, options }) =>
    options.flatMap(({ word, choices }) => (choices.length === 0 ? [] : [{ path, word, choices }])),
  );
}

/** A text as one word of bash and zsh. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A text as one word of fish. */
function quoteInFish(text: string): string {
  return `"${text.replace(/[\\"$]/g, '\\$&')}"`;
}
