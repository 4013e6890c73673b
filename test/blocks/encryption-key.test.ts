// The key of stored secrets: given, or made once for this user alone; and what a sealed text withstands.
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadEncryptionKey } from '../../src/services/secrets/encryption-key.js';
import { createSecretCipher } from '../../src/services/secrets/secret-cipher.js';

async function folder(): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'sluice-key-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return path.join(made, 'data');
}

describe('the key', () => {
  it('is made once in the data folder, for this user alone', async () => {
    const dataDir = await folder();
    const keys = await Promise.all([1, 2, 3].map(() => loadEncryptionKey(null, dataDir)));
    const again = await loadEncryptionKey(null, dataDir);
    expect(new Set([...keys, again].map((key) => key.toString('hex'))).size).toBe(1);
    expect((await stat(path.join(dataDir, 'encryption.key'))).mode & 0o777).toBe(0o600);
  });

  it('is not used from a file that others may read', async () => {
    const dataDir = await folder();
    await loadEncryptionKey(null, dataDir);
    await chmod(path.join(dataDir, 'encryption.key'), 0o644);
    await expect(loadEncryptionKey(null, dataDir)).rejects.toMatchObject({
      code: 'definition-invalid',
      message: expect.stringContaining('chmod 600') as unknown,
    });
  });

  it('is taken from the configuration in both spellings, and refused at another length without being quoted', async () => {
    const key = randomBytes(32);
    expect(await loadEncryptionKey(key.toString('hex'), null)).toEqual(key);
    expect(await loadEncryptionKey(key.toString('base64'), null)).toEqual(key);
    const failure: unknown = await loadEncryptionKey('too-short', null).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'definition-invalid' });
    expect(String(failure)).not.toContain('too-short');
  });
});

describe('a sealed text', () => {
  const cipher = createSecretCipher(randomBytes(32));

  it('opens to what it was, and is another text each time', () => {
    const sealed = cipher.seal('päss 🔑', 'row');
    expect(cipher.open(sealed, 'row')).toBe('päss 🔑');
    expect(cipher.seal('päss 🔑', 'row')).not.toBe(sealed);
  });

  it('does not open when it was changed, moved to another row, or sealed with another key, and says which', () => {
    const sealed = cipher.seal('text', 'row');
    const changed = sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    expect(() => cipher.open(changed, 'row')).toThrow(/changed or belongs to something else/);
    expect(() => cipher.open(sealed, 'other')).toThrow(/changed or belongs to something else/);
    expect(() => createSecretCipher(randomBytes(32)).open(sealed, 'row')).toThrow(
      /sealed with key .* SLUICE_ENCRYPTION_KEY/,
    );
  });
});
