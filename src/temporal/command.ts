// Runs another program to its end, without a shell, with a limit on its time. Apart because each way of getting the
// Temporal CLI asks a program that may be missing, slow or failing, and all of them want the same answer about it.
import { spawn } from 'node:child_process';

export interface CommandOptions {
  /** The child's whole environment; its PATH is also where the program is looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** Called with each line the program writes to either stream. */
  readonly onLine?: (line: string) => void;
}

export type CommandResult =
  | { readonly ok: true; readonly stdout: string }
  /** `reason` is one line for people: not found, exit code with the last words, or the time limit. */
  | { readonly ok: false; readonly reason: string };

const KEPT_CHARACTERS = 64 * 1024;

/** Runs a program and waits for its end. Never throws: what went wrong is in the answer. */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...options.environment },
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs);
    const listen = (stream: NodeJS.ReadableStream, keep: (text: string) => void): void => {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        keep(text);
        for (const line of text.split('\n')) if (line.trim() !== '') options.onLine?.(line.trim());
      });
    };
    listen(child.stdout, (text) => (stdout = (stdout + text).slice(-KEPT_CHARACTERS)));
    listen(child.stderr, (text) => (stderr = (stderr + text).slice(-KEPT_CHARACTERS)));
    const end = (result: CommandResult): void => {
      clearTimeout(timer);
      resolve(result);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      end({ ok: false, reason: error.code === 'ENOENT' ? `${program} is not installed` : error.message });
    });
    child.on('close', (code, signal) => {
      if (code === 0) return end({ ok: true, stdout });
      if (timedOut) return end({ ok: false, reason: `${program} took longer than ${options.timeoutMs / 1000} s` });
      const words = lastLine(stderr) ?? lastLine(stdout) ?? 'it said nothing';
      end({ ok: false, reason: `${program} ended with ${code ?? signal}: ${words}` });
    });
  });
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)?.trim().slice(0, 300) || undefined;
}
