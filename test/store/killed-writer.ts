// Writes flows into a data folder one after another and tells of each, until it is killed.
import { randomUUID } from 'node:crypto';
import { openStore } from '../../src/store/store.js';

const [folder, round] = process.argv.slice(2);

async function write(): Promise<void> {
  const store = await openStore({ now: () => new Date(), dataDir: folder });
  for (let count = 0; ; count += 1) {
    const name = `round-${round}-${count}`;
    await store.flows.insert(randomUUID(), { name, tags: [], labels: {} });
    process.send?.(name);
  }
}

void write();
