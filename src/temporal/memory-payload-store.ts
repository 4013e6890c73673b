// The payload store in memory, for a platform that keeps nothing: `--ephemeral` without a folder, and tests.
import type { SweptPayloadStore } from '../contract/payload-store.js';
import { SluiceError } from '../domain/errors.js';

export function createMemoryPayloadStore(): SweptPayloadStore {
  const values = new Map<
    string,
    { readonly bytes: Uint8Array; readonly putAtMs: number; readonly owners: Set<string | null> }
  >();
  return {
    put(key, bytes, owner) {
      const owners = values.get(key)?.owners ?? new Set();
      values.set(key, { bytes, putAtMs: Date.now(), owners: owners.add(owner) });
      return Promise.resolve();
    },
    get(key) {
      const value = values.get(key);
      if (value) return Promise.resolve(value.bytes);
      return Promise.reject(new SluiceError('not-found', `There is no stored value ${key}.`));
    },
    async sweep(before, isGone) {
      let deleted = 0;
      for (const [key, { putAtMs, owners }] of values) {
        if (putAtMs >= before.getTime()) continue;
        const gone = await Promise.all([...owners].map(async (owner) => owner !== null && isGone(owner)));
        if (gone.every(Boolean) && values.delete(key)) deleted += 1;
      }
      return deleted;
    },
  };
}
