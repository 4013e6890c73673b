// Shell completion, in bash itself, and in zsh and fish where they are installed; and what every command owes its users:
// help with examples, and answers as JSON.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import pc from 'picocolors';
import { beforeAll, describe, expect, it } from 'vitest';
import { completionNodes } from '../../src/cli/completion-tree.js';
import { createProgram } from '../../src/cli/program.js';
import { runCliHere } from './run-cli.js';

const run = promisify(execFile);
const colors = pc.createColors(false);
const quiet = { print: () => undefined, printAside: () => undefined, colors, asideColors: colors, columns: 120 };

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** How each shell is asked, after our script, what it would offer for the last word of a line. */
const ASK = {
  bash: (line: string) => {
    const words = line.split(' ');
    const quoted = words.map(quote).join(' ');
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
  },
  // What the completion system is given; it keeps what begins as the word does.
  zsh: (line: string) => {
    const words = line.split(' ');
    const found = `_describe() { local -a all; all=(\${(P)2}); print -rl -- \${(M)\${all%%:*}:#${words.at(-1)}*} }`;
    return `${found}\nwords=(${words.map(quote).join(' ')}); CURRENT=${words.length}; _sluice`;
  },
  fish: (line: string) => `complete -C ${quote(line)}`,
} as const;
type Shell = keyof typeof ASK;
const NO_PROFILE: Readonly<Record<Shell, readonly string[]>> = {
  bash: ['--norc'],
  zsh: ['-f'],
  fish: ['--no-config'],
};
const BEFORE: Readonly<Record<Shell, string>> = { bash: '', zsh: 'compdef() { }\n', fish: '' };

const isInstalled = (shell: Shell): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, shell)));

describe.each((Object.keys(ASK) as Shell[]).filter(isInstalled))('completion in %s', (shell) => {
  let script: string;
  beforeAll(async () => {
    script = (await runCliHere(['completion', shell])).stdout;
  });

  async function offered(line: string): Promise<string[]> {
    const program = `${BEFORE[shell]}${script}\n${ASK[shell](line)}`;
    const { stdout } = await run(shell, [...NO_PROFILE[shell], '-c', program]);
    // fish tells the description as well.
    const words = stdout.split('\n').map((found) => found.split('\t')[0] as string);
    return words.filter((word) => word !== '');
  }

  it.each([
    ['sluice flow-r', ['flow-run']],
    ['sluice flow-run res', ['resume']],
    ['sluice flow-runs res', ['resume']],
    ['sluice webhook rotate --s', ['--secret']],
    ['sluice webhook create name --verify g', ['github']],
    ['sluice block type i', ['inspect']],
    ['sluice blocks types i', ['inspect']],
    ['sluice flow-run resume some-id --in', ['--input']],
    ['sluice nothing-of-ours x', []],
  ])('%j offers %j', async (line, words) => {
    expect(await offered(line)).toEqual(words);
  });

  it('offers all groups at the start', async () => {
    expect(await offered('sluice ')).toEqual(expect.arrayContaining(['webhook', 'event', 'doctor', 'completion']));
  });
});

describe.each(['bash', 'zsh', 'fish'])('the script for %s', (shell) => {
  it('knows every command, option and choice', async () => {
    const { code, stdout, stderr } = await runCliHere(['completion', shell]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const { path, options } of completionNodes(createProgram(quiet))) {
      expect(stdout).toContain(path);
      for (const { word, choices } of options) {
        expect(stdout).toContain(word.replace(/^--/, ''));
        for (const choice of choices) expect(stdout).toContain(choice);
      }
    }
  });
});

function* leaves(command: Command, path: string): Generator<[path: string, command: Command]> {
  if (command.commands.length === 0) yield [path, command];
  for (const inner of command.commands) yield* leaves(inner, `${path} ${inner.name()}`);
}

describe('every command', () => {
  it.each([...leaves(createProgram(quiet), 'sluice')])(
    '%s has a description, --json and examples',
    async (path, command) => {
      expect(command.description()).not.toBe('');
      expect(command.options.map(({ long }) => long)).toContain('--json');
      const { code, stdout } = await runCliHere([...path.split(' ').slice(1), '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(/\nExamples:\n {2}\$ /);
    },
  );
});
