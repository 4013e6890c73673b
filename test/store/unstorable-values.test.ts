// Values that are good JSON and that no column can hold: refused as the caller's, on both kinds of database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/store.js';
import { startPostgres, type PostgresServer } from './postgres-server.js';

const now = () => new Date();

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

describe.each([
  ['a store in this process', () => openStore({ now })],
  ['a store on a server', async () => openStore({ now, databaseUrl: await postgres.createDatabase('unstorable') })],
])('%s', (_, open: () => Promise<Store>) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('refuses a number beyond its column', async () => {
    const put = store.concurrencyLimits.put('00000000-0000-4000-8000-000000000001', 'tag', 2 ** 40);
    await expect(put).rejects.toMatchObject({ code: 'request-invalid', message: /number is beyond/ });
    expect(await store.concurrencyLimits.findByTag('tag')).toBeUndefined();
  });

  it('refuses a search for a text with U+0000', async () => {
    const search = store.variables.list({ operator: 'and_', name: { like_: 'a\u0000b' } }, 'NAME_ASC', {
      limit: 1,
      offset: 0,
    });
    await expect(search).rejects.toMatchObject({ code: 'request-invalid', message: /U\+0000/ });
  });
});
