// The payload store in a folder: one file a value, by its digest, and beside it a list of who needs it. For one machine;
// servers on several share a disk or use another store.
import { randomBytes } from 'node:crypto';
import { access, appendFile, mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { SweptPayloadStore } from '../contract/payload-store.js';
import { SluiceError } from '../domain/errors.js';

const KEY = /^[0-9a-f]{64}$/;

/** @param folder - made when it is first needed */
export function createFilePayloadStore(folder: string): SweptPayloadStore {
  const fileOf = (key: string) => path.join(folder, key.slice(0, 2), key);
  return {
    async put(key, bytes, owner) {
      const file = fileOf(key);
      await mkdir(path.dirname(file), { recursive: true });
      await addOwner(file, owner);
      if (!(await touch(file))) await writeWhole(file, bytes);
    },
    async get(key) {
      try {
        return await readFile(fileOf(key));
      } catch (error) {
        if (!isMissing(error)) throw error;
        throw new SluiceError('not-found', `There is no stored value ${key} in ${folder}.`);
      }
    },
    async sweep(before, isGone) {
      let deleted = 0;
      for (const shelf of await namesIn(folder)) {
        for (const key of await namesIn(path.join(folder, shelf))) {
          if (KEY.test(key) && (await sweepOne(fileOf(key), before, isGone))) deleted += 1;
        }
      }
      return deleted;
    },
  };
}

/**
 * Deletes a value that nobody needs. It is put aside first and looked at again: whoever puts it meanwhile either made it
 * young, and it comes back, or finds it gone and writes it anew.
 */
async function sweepOne(file: string, before: Date, isGone: (owner: string) => Promise<boolean>): Promise<boolean> {
  if (!(await isOld(file, before))) return false;
  for (const owner of await readOwners(file)) if (owner === null || !(await isGone(owner))) return false;
  const aside = `${file}.${randomBytes(6).toString('hex')}.aside`;
  await rename(file, aside);
  if (!(await isOld(aside, before))) {
    await rename(aside, file);
    return false;
  }
  await rm(aside, { force: true });
  // A value put anew in this moment is without a list then, and stays for good.
  await rm(ownersOf(file), { force: true });
  return true;
}

/** Who needs a value: one JSON text a line. Without a list it is kept for good. */
async function readOwners(file: string): Promise<(string | null)[]> {
  const text = await readFile(ownersOf(file), 'utf8').catch(() => 'null');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as string | null);
}

async function addOwner(file: string, owner: string | null): Promise<void> {
  const known = (await exists(ownersOf(file))) && (await readOwners(file)).includes(owner);
  if (!known) await appendFile(ownersOf(file), `${JSON.stringify(owner)}\n`, { mode: 0o600, flush: true });
}

function ownersOf(file: string): string {
  return `${file}.owners`;
}

async function isOld(file: string, before: Date): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.mtimeMs < before.getTime();
}

/** Makes a value young again; false when there is none. */
async function touch(file: string): Promise<boolean> {
  const now = new Date();
  return utimes(file, now, now).then(
    () => true,
    (error: unknown) => {
      if (isMissing(error)) return false;
      throw error;
    },
  );
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
}

/** A reader sees the whole file or none, and a machine that stops in between leaves none. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
    await handle.close();
    await rename(draft, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}
