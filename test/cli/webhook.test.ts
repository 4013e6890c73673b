// `sluice webhook` on a real server: what it makes takes requests, and what it tries out makes none.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TriedEvent, Webhook, WebhookWithSecret } from '../../src/client/index.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { eventsOfHook, SEED_TEMPLATE } from '../webhooks/hook-server.js';
import { runCliHere, type CliRun } from './run-cli.js';

let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await startTestServer();
  folder = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const sluice = (...args: string[]): Promise<CliRun> =>
  runCliHere(['webhook', ...args, '--api-url', `${server.url}/api`]);

async function json<Document>(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await sluice(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Document;
}

const create = (...args: string[]): Promise<WebhookWithSecret> =>
  json<WebhookWithSecret>('create', `hook-${randomUUID()}`, ...args);
const send = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
  (await server.post(path, { model_id: 'm', friendly_name: 'M', run_count: 2 }, headers)).status;

describe('sluice webhook', () => {
  it('makes an address that takes requests, shows it, pauses it, moves it and deletes it', async () => {
    const name = `hook-${randomUUID()}`;
    const made = await sluice('create', name, '--template', SEED_TEMPLATE, '--description', 'Models.');
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const [, path = ''] = /^url +http:\/\/127\.0\.0\.1:\d+(\/hooks\/[\w-]{22})$/m.exec(made.stdout) ?? [];
    expect(await send(path)).toBe(204);
    const { stdout: list } = await sluice('ls');
    expect(list).toMatch(new RegExp(`^NAME +STATUS +PROOF +URL +ID\\n[^]*${name} +enabled +none +http.*${path} `));
    expect((await sluice('pause', name)).stdout).toBe(`Paused webhook '${name}'.\n`);
    expect(await send(path)).toBe(403);
    await sluice('resume', name);
    const moved = await json<Webhook>('rotate', name);
    expect([await send(path), await send(moved.path)]).toEqual([404, 204]);
    expect((await sluice('delete', moved.id)).stdout).toBe(`Deleted webhook '${name}' (${moved.id}).\n`);
    expect(await send(moved.path)).toBe(404);
  });

  it('takes its template from a file, and shows a secret once', async () => {
    const file = join(folder, 'template.json');
    await writeFile(file, SEED_TEMPLATE);
    const hook = await create('--template-file', file, '--verify', 'key');
    expect(hook).toMatchObject({ template: SEED_TEMPLATE, verification: 'key' });
    expect(await send(hook.path, { 'x-api-key': hook.secret ?? '' })).toBe(204);
    const shown = await sluice('inspect', hook.name);
    expect(shown.stdout).toContain(hook.path);
    expect(shown.stdout).not.toContain(hook.secret);
    const rotated = await sluice('rotate', hook.name, '--secret');
    expect(rotated.stdout).toMatch(/^secret +[\w-]{43}$/m);
    expect(rotated.stderr).toContain('this once');
    const changed = await json<WebhookWithSecret>('update', hook.name, '--verify', 'none', '--name', `${hook.name}-2`);
    expect([changed.name, changed.verification, await send(hook.path)]).toEqual([`${hook.name}-2`, 'none', 204]);
  });

  it('is asked what to change when nothing is given', async () => {
    const { code, stderr } = await sluice('update', 'any');
    expect([code, stderr]).toEqual([2, expect.stringContaining('Say what to change')]);
  });

  it('takes CloudEvents', async () => {
    const hook = await create('--cloud-events');
    const headers = { 'ce-id': '1', 'ce-source': `/${randomUUID()}`, 'ce-type': 'order', 'ce-specversion': '1.0' };
    expect(await send(hook.path, headers)).toBe(204);
    expect(await eventsOfHook(server, hook)).toMatchObject([{ event: 'order', payload: { data: { model_id: 'm' } } }]);
  });

  it('shows what a webhook or a template makes of a request as curl would send it', async () => {
    const hook = await create('--template', SEED_TEMPLATE);
    const form = ['-d', 'model_id=adhoc', '-d', 'run_count=10', '-d', 'friendly_name=test'];
    const { stdout } = await sluice('test', hook.name, ...form);
    expect(JSON.parse(stdout)).toMatchObject({ resource: { 'prefect.resource.id': 'product.models.adhoc' } });
    expect(await eventsOfHook(server, hook)).toEqual([]);
    const template =
      '{"event": "{{ method }} {{ headers[\'x-a\'] }} {{ query.q }}", "resource": {"prefect.resource.id": "{{ body.a }}"}}';
    const flags = ['--template', template, '-d', '{"a": 1}', '-H', 'X-A: b', '--query', 'q=2', '-X', 'put'];
    expect(await json<TriedEvent>('test', ...flags)).toMatchObject({
      event: { event: 'PUT b 2', resource: { 'prefect.resource.id': '1' } },
    });
  });

  it.each([
    [['create', 'x'], 2, '--template, --template-file or --cloud-events'],
    [['create', 'x', '--template', 'a', '--cloud-events'], 2, 'Give one of'],
    [['create', 'x', '--template-file', '/no/such/file'], 2, 'cannot be read'],
    [['create', 'x', '--template', '{}', '--verify', 'magic'], 2, 'Allowed choices are none, key'],
    [['create', 'x', '--template', '{{ a.'], 1, 'template must be Jinja text; line 1'],
    [['inspect', 'nobody'], 1, "There is no webhook 'nobody'; `sluice webhook ls` lists them."],
    [['test'], 2, 'Give the name of a webhook, or a template'],
    [['test', '--template', '{{ body.a }}', '-d', 'a=no'], 1, 'The template gave no JSON'],
    [['test', '--template', '{}', '-H', 'nothing'], 2, "Expected --header to be 'name: value'"],
  ])('%j exits with %i and says why', async (args, code, words) => {
    const result = await sluice(...args);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(words);
  });
});
