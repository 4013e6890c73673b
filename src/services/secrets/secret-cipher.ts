// Encryption of what the store keeps secret: AES-256-GCM, a fresh nonce for each text, bound to what it belongs to, so
// that a sealed text moved to another row does not open. The key's fingerprint is in front, so that a wrong key says so.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { SluiceError } from '../../domain/errors.js';

export interface SecretCipher {
  /** @param subject - what the text belongs to, such as a row's id; needed again to open it */
  seal(text: string, subject: string): string;
  /** Throws `secret-unreadable` when the text was sealed with another key, for another subject, or was changed. */
  open(sealed: string, subject: string): string;
}

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
export const KEY_BYTES = 32;

/** @param key - 32 bytes */
export function createSecretCipher(key: Buffer): SecretCipher {
  const fingerprint = createHash('sha256').update('sluice key fingerprint').update(key).digest('hex').slice(0, 8);
  return {
    seal(text, subject) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(subject));
      const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return [VERSION, fingerprint, sealed.toString('base64')].join('.');
    },
    open(sealed, subject) {
      const [version, sealedWith, encoded = ''] = sealed.split('.');
      if (version !== VERSION) throw unreadable(`it is sealed in an unknown way ('${String(version)}')`);
      if (sealedWith !== fingerprint) {
        throw unreadable(`it was sealed with key ${String(sealedWith)}, and SLUICE_ENCRYPTION_KEY is ${fingerprint}`);
      }
      const bytes = Buffer.from(encoded, 'base64');
      const nonce = bytes.subarray(0, NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(subject));
      try {
        decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
        const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch {
        throw unreadable('it was changed or belongs to something else');
      }
    },
  };
}

function unreadable(reason: string): SluiceError {
  return new SluiceError('secret-unreadable', `The stored secret cannot be read: ${reason}.`);
}
