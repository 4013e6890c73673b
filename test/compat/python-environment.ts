// Virtual environments for the Python programs that the product is held against: pinned with all they need, made once for
// a set of requirements, and kept among the caches.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));
/** Reached only when something hangs. */
export const LONGEST_CALL_MS = 180_000;
const LONGEST_INSTALL_MS = 600_000;

export interface Outcome {
  readonly code: number;
  /** Standard output and error, as a person sees them. */
  readonly output: string;
  readonly stdout: string;
}

/**
 * Makes the environment of `python/requirements-NAME.txt` unless it is there. Gives its folder.
 *
 * @throws when there is no Python with venv, or the packages cannot be fetched
 */
export async function installPython(name: 'prefect' | 'schemathesis'): Promise<string> {
  const file = fileURLToPath(new URL(`./python/requirements-${name}.txt`, import.meta.url));
  const requirements = await readFile(file, 'utf8');
  const folder = join(CACHE, `${name}-${bytesToHex(sha256(utf8ToBytes(requirements))).slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  // Made aside and moved into place whole, so that one that was broken off, or is made twice at once, does no harm.
  const aside = await mkdtemp(`${folder}-`);
  await must(process.env.PYTHON ?? 'python3', ['-m', 'venv', aside], {}, LONGEST_INSTALL_MS);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', file];
  await must(join(aside, 'bin', 'python'), pip, {}, LONGEST_INSTALL_MS);
  await rename(aside, folder).catch(() => rm(aside, { recursive: true, force: true }));
  return folder;
}

/** Runs a module of an environment to its end; its scripts name the folder that the environment was made in. */
export async function runPython(
  venv: string,
  module: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  return run(join(venv, 'bin', 'python'), ['-m', module, ...args], env, LONGEST_CALL_MS);
}

/** Runs a script or `-m module` to its end; another code than 0 throws. Gives what was printed. */
export async function mustRunPython(
  venv: string,
  args: readonly string[],
  env: Record<string, string> = {},
  folder: string = tmpdir(),
): Promise<string> {
  return must(join(venv, 'bin', 'python'), args, env, LONGEST_CALL_MS, folder);
}

async function must(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  timeoutMs: number,
  folder?: string,
): Promise<string> {
  const { code, output } = await run(file, args, env, timeoutMs, folder);
  if (code !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

async function run(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  timeoutMs: number,
  cwd: string = tmpdir(),
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // Some of them leave notes of theirs in the folder they run in.
    const options = { cwd, env: { ...process.env, ...env }, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0;
      if (typeof code === 'number') resolve({ code, output: `${stdout}${stderr}`, stdout });
      else reject(new Error(`${file} ${args.join(' ')} did not end by itself`, { cause: error }));
    });
  });
}
