// Prefect's own Python package, pinned with all it needs, in a virtual environment of its own: a client that we did not
// write, so that what it accepts is no opinion of ours. It is told the address of the API and nothing else.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPython, LONGEST_CALL_MS, mustRunPython, runPython, type Outcome } from './python-environment.js';

const SCRIPTS = fileURLToPath(new URL('./python', import.meta.url));

/** Prefect's command line and Python package, pointed at one API. */
export class PrefectClient {
  private constructor(
    private readonly venv: string,
    readonly home: string,
    private readonly apiUrl: string,
  ) {}

  static async create(apiUrl: string): Promise<PrefectClient> {
    return new PrefectClient(await installPython('prefect'), await mkdtemp(join(tmpdir(), 'sluice-prefect-')), apiUrl);
  }

  /** Runs `prefect …`. */
  async cli(...args: string[]): Promise<Outcome> {
    return runPython(this.venv, 'prefect', args, this.environment());
  }

  /** Runs `prefect …`, which must exit with 0; gives what it printed. */
  async ok(...args: string[]): Promise<string> {
    return mustRunPython(this.venv, ['-m', 'prefect', ...args], this.environment());
  }

  /** Runs `prefect …` in a folder, which must exit with 0; gives what it printed. */
  async in(folder: string, ...args: string[]): Promise<string> {
    return mustRunPython(this.venv, ['-m', 'prefect', ...args], this.environment(), folder);
  }

  /** Runs `prefect … -o json`, which must exit with 0; gives the parsed document. */
  async json(...args: string[]): Promise<unknown> {
    const { code, stdout, output } = await this.cli(...args, '-o', 'json');
    if (code !== 0) throw new Error(`prefect ${args.join(' ')} ended with ${code}:\n${output}`);
    return JSON.parse(stdout);
  }

  /** Runs a script of the folder `python`, which asserts for itself and must exit with 0; gives what it printed. */
  async script(name: string, ...args: string[]): Promise<string> {
    return mustRunPython(this.venv, [join(SCRIPTS, name), ...args], this.environment());
  }

  /** Runs `prefect …`, which goes on for ever, until it has printed what matches; then ends it. */
  async until(pattern: RegExp, ...args: string[]): Promise<void> {
    const options = { env: { ...process.env, ...this.environment() }, timeout: LONGEST_CALL_MS };
    const child = spawn(join(this.venv, 'bin', 'python'), ['-m', 'prefect', ...args], options);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (pattern.test(output)) child.kill('SIGTERM');
      });
    }
    await once(child, 'close');
    if (!pattern.test(output))
      throw new Error(`prefect ${args.join(' ')} did not print ${String(pattern)}:\n${output}`);
  }

  async close(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }

  /** The address of the API is all that is set; the rest keeps the caller's profile and the network out of the test. */
  private environment(): Record<string, string> {
    return {
      PREFECT_API_URL: this.apiUrl,
      PREFECT_HOME: this.home,
      DO_NOT_TRACK: '1',
      NO_COLOR: '1',
      COLUMNS: '240',
    };
  }
}
