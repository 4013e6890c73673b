// Shell completion, in bash itself; and what every command owes its users: help with examples, and answers as JSON.
import { execFile } from 'node:child_process';
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

describe('completion in bash', () => {
  let script: string;
  beforeAll(async () => {
    script = (await runCliHere(['completion', 'bash'])).stdout;
  });

  /** What bash offers for the last word of a line. */
  async function offered(line: string): Promise<string[]> {
    const words = line.split(' ');
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const asked = `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout } = await run('bash', ['--norc', '-c', `${script}\n${asked}`]);
    return stdout.split('\n').filter((word) => word !== '');
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
