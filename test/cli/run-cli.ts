// Runs the program `sluice`: as a process of its own from the sources, as its users do; or, where that is not what a test
// is about, in this process.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pc from 'picocolors';
import { runProgram } from '../../src/cli/program.js';
import type { Terminal } from '../../src/cli/terminal.js';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** Runs a command line to its end. The environment is PATH, HOME and what is given, nothing else. */
export function runCli(args: readonly string[], { environment = {}, stdin = '' }: CliOptions = {}): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: 'pipe',
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
    child.stdin.end(stdin);
  });
}

/** Runs a command line in this process, which takes a fraction of the time; its environment is this process's. */
export async function runCliHere(args: readonly string[]): Promise<CliRun> {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const colors = pc.createColors(false);
  const terminal: Terminal = {
    print: (line = '') => void lines.stdout.push(`${line}\n`),
    printAside: (line = '') => void lines.stderr.push(`${line}\n`),
    colors,
    asideColors: colors,
    columns: 120,
  };
  const before = process.exitCode;
  process.exitCode = undefined;
  await runProgram(['node', 'sluice', ...args], terminal);
  const code = Number(process.exitCode ?? 0);
  process.exitCode = before;
  return { code, stdout: lines.stdout.join(''), stderr: lines.stderr.join('') };
}

/** Runs a command in a terminal of its own (util-linux `script`); typed lines go in, all that is shown comes out. */
export function runCliInTerminal(
  args: readonly string[],
  { environment = {}, stdin = '' }: CliOptions = {},
): Promise<{ code: number | null; shown: string }> {
  const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
  const command = [process.execPath, '--import', 'tsx', MAIN, ...args].map(quote).join(' ');
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm', ...environment },
      stdio: 'pipe',
    });
    const lines = stdin.split('\n').filter((_, index, all) => index < all.length - 1);
    let shown = '';
    let answered = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      // One line for each question, once it is asked.
      const asked = shown.match(/: (?=\x1b|$)/g)?.length ?? 0;
      while (answered < Math.min(asked, lines.length)) child.stdin.write(`${lines[answered++]}\n`);
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, shown }));
  });
}
