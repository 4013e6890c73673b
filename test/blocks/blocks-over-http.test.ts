// Blocks and variables over HTTP as the reference's clients use them: the requests of its Block.save and Block.load, the
// masking, and who may see what is secret.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_REFERENCE, startTestServer, type Reply, type TestServer } from '../api/server.js';

interface Document {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly checksum: string;
  readonly block_type_id: string;
  readonly is_anonymous: boolean;
  readonly data: Readonly<Record<string, unknown>>;
}
type Answer = Omit<Reply, 'body' | 'list'> & { readonly body: Document; readonly list: readonly Document[] };

const KEY = 'the-key-of-workers';
const asKey = { authorization: `Bearer ${KEY}` };
const asPerson = { authorization: `Basic ${Buffer.from('ann:pass').toString('base64')}` };

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ apiKey: KEY, authString: 'ann:pass' });
});
afterAll(() => server.close());

async function call(method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>) {
  const reply = await server.call(method, `/api${path}`, { body, headers });
  return reply as unknown as Answer;
}
const get = (path: string, headers = asKey) => call('GET', path, undefined, headers);
const post = (path: string, body: unknown, headers = asKey) => call('POST', path, body, headers);
const patch = (path: string, body: unknown) => call('PATCH', path, body, asKey);
const remove = (path: string) => call('DELETE', path, undefined, asKey);

async function newestSchema(slug: string): Promise<Document> {
  const { body: type } = await get(`/block_types/slug/${slug}`);
  const { list: schemas } = await post('/block_schemas/filter', {
    block_schemas: { block_type_id: { any_: [type.id] } },
  });
  return schemas[0] as Document;
}

async function createSecret(name: string, value: unknown, headers = asKey) {
  const schema = await newestSchema('secret');
  const ids = { block_schema_id: schema.id, block_type_id: schema.block_type_id };
  return post('/block_documents/', { name, data: { value }, ...ids, is_anonymous: false }, headers);
}

describe('built-in kinds', () => {
  it('are there with their secret fields, take other words for themselves, and cannot be deleted', async () => {
    const { list: types } = await post('/block_types/filter', {});
    const slugs = types.map(({ slug }) => slug);
    expect(slugs).toEqual(
      expect.arrayContaining([
        ...['secret', 'json', 'string', 'date-time', 'slack-webhook', 'ms-teams-webhook'],
        ...['email-server-credentials', 'webhook'],
      ]),
    );
    const slack = types.find(({ slug }) => slug === 'slack-webhook') as Document;
    expect(slack).toMatchObject({ name: 'Slack Webhook', is_protected: true });
    expect((await patch(`/block_types/${slack.id}`, { description: 'x' })).status).toBe(204);
    expect((await remove(`/block_types/${slack.id}`)).status).toBe(403);
    const { list: schemas } = await post('/block_schemas/filter', {
      block_schemas: { block_capabilities: { all_: ['notify'] } },
    });
    expect(schemas.length).toBe(4);
    expect(schemas[0]).toMatchObject({ checksum: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as unknown });
  });
});

describe('a secret', () => {
  it('is masked in every answer that does not ask for it, and shown to a caller with the key that does', async () => {
    const name = `s-${randomUUID()}`;
    const created = await createSecret(name, 'hunter2');
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({ name, data: { value: '********' }, block_type_name: 'Secret' });
    const { id } = created.body;
    const byName = `/block_types/slug/secret/block_documents/name/${name}`;
    expect((await get(`/block_documents/${id}`)).body.data).toEqual({ value: '********' });
    expect((await get(byName)).body.data).toEqual({ value: '********' });
    expect((await get(`${byName}?include_secrets=true`)).body.data).toEqual({ value: 'hunter2' });
    const filter = { block_documents: { name: { any_: [name] } } };
    expect((await post('/block_documents/filter', filter)).list[0]?.data).toEqual({ value: '********' });
    const shown = await post('/block_documents/filter', { ...filter, include_secrets: true });
    expect(shown.list[0]?.data).toEqual({ value: 'hunter2' });
    expect(server.logLines.join('')).not.toContain('hunter2');
  });

  it('is never shown to a person without the key, who may still make and change it', async () => {
    const name = `s-${randomUUID()}`;
    const { body } = await createSecret(name, 'hunter3', asPerson);
    const byName = `/block_types/slug/secret/block_documents/name/${name}?include_secrets=true`;
    const refused = await get(byName, asPerson);
    expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' });
    const list = await post(
      '/block_documents/filter',
      { block_documents: { id: { any_: [body.id] } }, include_secrets: true },
      asPerson,
    );
    expect(list.list[0]?.data).toEqual({ value: '********' });
  });

  it('is sealed in the database, bound to its row', async () => {
    const { body } = await createSecret(`s-${randomUUID()}`, 'hunter4');
    const stored = await server.context.store.blockDocuments.find(body.id);
    expect(stored?.sealed_data).toMatch(/^v1\.[0-9a-f]{8}\./);
    expect(stored?.sealed_data).not.toContain(Buffer.from('hunter4').toString('base64').slice(0, 8));
    expect(() => server.context.secrets.open(stored?.sealed_data ?? '', randomUUID())).toThrow(
      /belongs to something else/,
    );
  });

  it('keeps its value when it comes back masked, and when other fields change', async () => {
    const schema = await newestSchema('webhook');
    const data = { url: 'https://example.com/hook', headers: { authorization: 'Bearer x', accept: '*/*' } };
    const ids = { block_schema_id: schema.id, block_type_id: schema.block_type_id };
    const { body } = await post('/block_documents/', { name: `w-${randomUUID()}`, data, ...ids });
    expect(body.data.headers).toEqual({ authorization: '********', accept: '********' });
    const secretly = async () => (await get(`/block_documents/${body.id}?include_secrets=true`)).body.data;
    expect((await patch(`/block_documents/${body.id}`, { data: { method: 'PUT' } })).status).toBe(204);
    expect(await secretly()).toEqual({ ...data, method: 'PUT' });
    await patch(`/block_documents/${body.id}`, { data: { url: '********', headers: { authorization: 'Bearer y' } } });
    expect(await secretly()).toEqual({ ...data, method: 'PUT', headers: { authorization: 'Bearer y' } });
    await patch(`/block_documents/${body.id}`, { data: { url: 'https://b.example' }, merge_existing_data: false });
    expect(await secretly()).toEqual({ url: 'https://b.example' });
  });
});

describe("a block of the reference's clients", () => {
  it('is registered, saved, found taken, overwritten and loaded by the requests they make', async () => {
    const ask = (method: string, path: string, body?: unknown) =>
      call(method, path, body, { ...asKey, ...AS_REFERENCE });
    const slug = `my-${randomUUID().slice(0, 8)}`;
    const missing = await ask('GET', `/block_types/slug/${slug}`);
    expect([missing.status, missing.body]).toEqual([404, { detail: 'Block type not found' }]);
    const type = await ask('POST', '/block_types/', { name: slug, slug, logo_url: null, documentation_url: null });
    expect(type).toMatchObject({ status: 201, body: { slug, is_protected: false } });
    const nowhere = await ask('POST', '/block_types/', {
      name: 'x',
      slug: `${slug}-x`,
      documentation_url: 'no address',
    });
    expect(nowhere.status).toBe(422);
    const twice = await ask('POST', '/block_types/', { name: slug, slug });
    expect([twice.status, twice.body]).toEqual([409, { detail: `Block type with name "${slug}" already exists` }]);
    const fields = { title: 'My', type: 'object', properties: {}, secret_fields: ['token'], block_type_slug: slug };
    const schemaRequest = { fields, block_type_id: type.body.id, capabilities: [], version: '3.8.8' };
    const unknown = await ask('GET', '/block_schemas/checksum/sha256:0?version=3.8.8');
    expect([unknown.status, unknown.body]).toEqual([404, { detail: 'Block schema not found' }]);
    const schema = await ask('POST', '/block_schemas/', schemaRequest);
    expect(schema.status).toBe(201);
    expect((await ask('POST', '/block_schemas/', schemaRequest)).status).toBe(200);
    const found = await ask('GET', `/block_schemas/checksum/${schema.body.checksum}?version=3.8.8`);
    expect(found.body).toMatchObject({ id: schema.body.id, block_type: { slug } });
    const ids = { block_schema_id: schema.body.id, block_type_id: type.body.id, is_anonymous: false };
    const document = await ask('POST', '/block_documents/', { name: 'mine', data: { token: 't', size: 1 }, ...ids });
    expect(document).toMatchObject({ status: 201, body: { data: { token: '********', size: 1 } } });
    const taken = await ask('POST', '/block_documents/', { name: 'mine', data: {}, ...ids });
    expect([taken.status, taken.body]).toEqual([409, { detail: 'Block already exists' }]);
    const nameless = await ask('POST', '/block_documents/', { data: {}, ...ids });
    expect(nameless.status).toBe(422);
    const anonymous = await ask('POST', '/block_documents/', { data: {}, ...ids, is_anonymous: true });
    expect(anonymous.body.name).toMatch(/^anonymous-/);
    const patched = await ask('PATCH', `/block_documents/${document.body.id}`, {
      data: { token: 'u' },
      block_schema_id: schema.body.id,
    });
    expect(patched.status).toBe(204);
    const loaded = await ask('GET', `/block_types/slug/${slug}/block_documents/name/mine?include_secrets=true`);
    expect(loaded.body).toMatchObject({ data: { token: 'u', size: 1 }, block_schema: { version: '3.8.8' } });
    const nullish = { block_schema_type: null, offset: null, limit: null, include_secrets: true };
    const listed = await ask('POST', '/block_documents/filter', nullish);
    expect(listed.list.filter(({ is_anonymous }) => is_anonymous)).toEqual([]);
    expect((await ask('DELETE', `/block_documents/${document.body.id}`)).status).toBe(204);
    expect((await ask('DELETE', `/block_types/${type.body.id}`)).status).toBe(204);
  });
});

describe('a block inside another', () => {
  /** A kind of block made for the test, as the reference's clients register one. */
  async function register(secret_fields: readonly string[]) {
    const slug = `n-${randomUUID().slice(0, 8)}`;
    const { body: type } = await post('/block_types/', { name: slug, slug });
    const fields = { title: slug, type: 'object', properties: {}, secret_fields, block_type_slug: slug };
    const { body: schema } = await post('/block_schemas/', { fields, block_type_id: type.id, capabilities: [] });
    return { slug, ids: { block_schema_id: schema.id, block_type_id: type.id } };
  }
  const refer = (id: string) => ({ $ref: { block_document_id: id } });

  it('is made by a reference and read with its data in place, its secrets masked', async () => {
    const inner = await register(['token']);
    const outer = await register([]);
    const { body: key } = await post('/block_documents/', {
      name: 'key',
      data: { token: 't1', size: 1 },
      ...inner.ids,
    });
    const data = { label: 'x', key: refer(key.id) };
    const made = await post('/block_documents/', { name: 'door', data, ...outer.ids });
    expect(made).toMatchObject({ status: 201, body: { data: { label: 'x', key: { token: '********', size: 1 } } } });
    const path = `/block_documents/${made.body.id}`;
    const read = await get(`${path}?include_secrets=true`);
    expect(read.body).toMatchObject({
      data: { label: 'x', key: { token: 't1', size: 1 } },
      block_document_references: {
        key: {
          block_document: {
            ...{ id: key.id, name: 'key', is_anonymous: false, block_document_references: {} },
            block_type: { slug: inner.slug },
          },
        },
      },
    });
    await patch(`/block_documents/${key.id}`, { data: { token: 't2' } });
    await patch(path, { data: { label: 'y' } });
    const changed = { label: 'y', key: { token: 't2', size: 1 } };
    expect((await get(`${path}?include_secrets=true`)).body.data).toEqual(changed);
    const loaded = await server.context.store.blockDocuments.findByName({ block_type_slug: outer.slug, name: 'door' });
    expect(loaded?.sealed_data).toMatch(/^v1\./);
    const forWorkers = await post('/platform/load-block', { block_type_slug: outer.slug, name: 'door' });
    expect(forWorkers.body).toEqual({ data: changed, secret_fields: ['key.token'] });
    await remove(`/block_documents/${key.id}`);
    expect((await get(path)).body.data).toEqual({ label: 'y' });
  });

  it('may not refer to nothing, and a ring ends', async () => {
    const { ids } = await register([]);
    const nobody = await post('/block_documents/', { name: 'a', data: { b: refer(randomUUID()) }, ...ids });
    expect([nobody.status, nobody.text]).toEqual([422, expect.stringContaining('data.b.$ref') as unknown]);
    const { body: a } = await post('/block_documents/', { name: 'a', data: { n: 1 }, ...ids });
    const { body: b } = await post('/block_documents/', { name: 'b', data: { a: refer(a.id) }, ...ids });
    await patch(`/block_documents/${a.id}`, { data: { b: refer(b.id) } });
    expect((await get(`/block_documents/${a.id}`)).body.data).toEqual({ n: 1, b: {} });
  });
});

describe('variables', () => {
  it('are made, read by id and name, changed, listed, counted and deleted', async () => {
    const name = `v-${randomUUID()}`;
    const created = await post('/variables/', { name, value: { a: [1, null] }, tags: ['x'] });
    expect(created).toMatchObject({ status: 201, body: { name, value: { a: [1, null] }, tags: ['x'] } });
    expect((await post('/variables/', { name, value: 1 })).body).toMatchObject({
      status: 409,
      detail: `A variable with the name '${name}' already exists.`,
    });
    expect((await get(`/variables/name/${name}`)).body.id).toBe(created.body.id);
    expect((await patch(`/variables/name/${name}`, { name, value: null, tags: [] })).status).toBe(204);
    expect((await get(`/variables/${created.body.id}`)).body).toMatchObject({ value: null, tags: [] });
    const filter = { variables: { name: { like_: name } }, limit: 100 };
    expect((await post('/variables/filter', filter)).body).toHaveLength(1);
    expect((await post('/variables/count', filter)).body).toBe(1);
    expect((await remove(`/variables/name/${name}`)).status).toBe(204);
    expect((await get(`/variables/name/${name}`)).body).toMatchObject({ status: 404, detail: 'Variable not found.' });
  });

  it('refuse a name that is none, in the words of the reference', async () => {
    const refused = await post('/variables/', { name: 'Nope!', value: 1 });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(
      'Variable name must only contain lowercase letters, numbers, and dashes or underscores.',
    );
  });
});
