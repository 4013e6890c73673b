// Where a Temporal CLI that we fetched is kept, one folder a user, and how a fetched file gets there: whole or not at
// all, so that two first starts at once or one that was interrupted never leave half a program behind.
import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The CLI version that we fetch where the way lets us choose; the one we test with. */
export const CLI_VERSION = '1.9.1';

/** The program's file name on this system. */
export const CLI_FILE = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

/**
 * The per-user folder for what can be fetched again.
 *
 * @param xdgCacheHome - `XDG_CACHE_HOME`; empty or absent means `~/.cache`
 */
export function resolveCacheDir(xdgCacheHome?: string): string {
  return join(xdgCacheHome || join(homedir(), '.cache'), 'sluice');
}

/** Where a CLI of the given version is kept. */
export function cachedCliPath(cacheDir: string, version: string): string {
  return join(cacheDir, 'temporal-cli', version, CLI_FILE);
}

/** Tells whether the file is there and may be run. */
export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Makes a CLI of the given version in a scratch folder and moves it into the cache once it is whole.
 *
 * @param make - puts the program into the folder it is given and returns its path
 * @returns the path in the cache
 */
export async function installCli(
  cacheDir: string,
  version: string,
  make: (scratchDir: string) => Promise<string>,
): Promise<string> {
  const target = cachedCliPath(cacheDir, version);
  await mkdir(join(target, '..'), { recursive: true });
  const scratchDir = await mkdtemp(join(target, '..', 'fetch-'));
  try {
    const made = await make(scratchDir);
    await chmod(made, 0o755);
    await rename(made, target);
    return target;
  } finally {
    await rm(scratchDir, { recursive: true, force: true });
  }
}
