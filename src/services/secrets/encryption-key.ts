// The key of the store's secrets: the configured one, else one that is made once and kept in the data folder for this
// user alone. Losing it loses the secrets, so it is never made anew over one that is there.
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { SluiceError } from '../../domain/errors.js';
import { KEY_BYTES } from './secret-cipher.js';

const FILE_NAME = 'encryption.key';

/**
 * The 32 bytes of the key.
 *
 * @param configured - SLUICE_ENCRYPTION_KEY: 32 bytes as 64 hexadecimal digits or in base64; null when not set
 * @param dataDir - where the made key is kept, mode 600; null makes one that lives as long as this process
 * @throws SluiceError `definition-invalid` when the key has another form, or when others may read its file
 */
export async function loadEncryptionKey(configured: string | null, dataDir: string | null): Promise<Buffer> {
  if (configured !== null) return parseKey(configured, 'SLUICE_ENCRYPTION_KEY');
  if (dataDir === null) return randomBytes(KEY_BYTES);
  const file = path.join(dataDir, FILE_NAME);
  return (await readKeyFile(file)) ?? makeKeyFile(file);
}

/** Reads a key as it is written in the environment or the file. */
export function parseKey(text: string, source: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (key.length === KEY_BYTES) return key;
  // What was found is not said: it is a secret, and length alone tells enough.
  const message = `${source}: expected 32 bytes, as 64 hexadecimal digits or in base64, found ${key.length} bytes.`;
  throw new SluiceError('definition-invalid', message, { fields: [{ path: source, message }] });
}

async function readKeyFile(file: string): Promise<Buffer | null> {
  try {
    const { mode } = await stat(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      const message = `Others may read ${file}. Expected mode 600: chmod 600 ${file}`;
      throw new SluiceError('definition-invalid', message);
    }
    return parseKey(await readFile(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Written whole beside its place and linked there: of two processes that make one at once, one key stays. */
async function makeKeyFile(file: string): Promise<Buffer> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const key = await readKeyFile(file);
  if (!key) throw new SluiceError('internal-error', `The key file ${file} vanished while it was made.`);
  return key;
}
