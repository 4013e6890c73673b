// `sluice event`: sending, listing and following, as JSON and for people.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Event, ReceivedEvent } from '../../src/client/index.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { runCli, runCliHere, type CliRun } from './run-cli.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const sluice = (...args: string[]): Promise<CliRun> => runCliHere(['event', ...args, '--api-url', `${server.url}/api`]);

async function json<Document>(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await sluice(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Document;
}

describe('emit', () => {
  it('sends labels, related resources and a payload, which ls shows', async () => {
    const name = `cli.${randomUUID()}`;
    const related = '{"prefect.resource.id": "shop.user.ann", "prefect.resource.role": "user"}';
    const flags = ['--resource-id', 'shop.order.7', '--resource', '{"kind": "book"}', '--resource', 'size=3'];
    const sent = await json<Event>('emit', name, ...flags, '--related', related, '--payload', '{"total": 30}');
    expect(sent).toMatchObject({
      event: name,
      resource: { 'prefect.resource.id': 'shop.order.7', kind: 'book', size: '3' },
      related: [{ 'prefect.resource.id': 'shop.user.ann' }],
      payload: { total: 30 },
    });
    expect(await json<ReceivedEvent[]>('ls', '--event', name)).toMatchObject([{ id: sent.id }]);
    const { stdout } = await sluice('ls', '--resource-id', 'shop.user.ann', '--event', `${name.slice(0, 20)}*`);
    expect(stdout).toMatch(new RegExp(`OCCURRED +EVENT +RESOURCE +ID\\n.*${name} +shop\\.order\\.7 +${sent.id}`));
  });

  it('says what it did, and that a repeat by id changes nothing', async () => {
    const [id, name] = [randomUUID(), `cli.${randomUUID()}`];
    const args = ['emit', name, '--resource', 'prefect.resource.id=r', '--id', id];
    expect(await sluice(...args)).toEqual({ code: 0, stderr: '', stdout: `Sent '${name}' with the id ${id}.\n` });
    await sluice(...args);
    expect(await json('ls', '--filter', JSON.stringify({ id: { id: [id] } }))).toHaveLength(1);
  });

  it.each([
    ['no resource', [], 2],
    ['a resource that is no pair', ['--resource', 'r'], 2],
    ['a payload that is no object', ['--resource-id', 'r', '--payload', '[]'], 2],
    ['a related resource without a role', ['--resource-id', 'r', '--related', '{"prefect.resource.id": "x"}'], 1],
  ])('refuses %s', async (_, args, code) => {
    expect(await sluice('emit', 'x', ...args)).toMatchObject({ code, stdout: '' });
  });

  it('refuses an event without a name', async () => {
    const { code, stderr } = await sluice('emit', '', '--resource-id', 'r');
    expect([code, stderr]).toEqual([2, expect.stringContaining('An event needs a name')]);
  });
});

describe('stream', () => {
  it('prints one document a line as events happen', async () => {
    const name = `cli.${randomUUID()}`;
    const args = ['event', 'stream', '--event', name, '--limit', '2', '--json', '--api-url', `${server.url}/api`];
    let isOver = false;
    const following = runCli(args).finally(() => (isOver = true));
    await expect
      .poll(async () => (await sluice('emit', name, '--resource-id', 'r'), isOver), { timeout: 30_000 })
      .toBe(true);
    const { code, stdout } = await following;
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ReceivedEvent);
    expect([code, events.map(({ event }) => event)]).toEqual([0, [name, name]]);
  });

  it('prints what is stored first when it is told since when', async () => {
    const name = `cli.${randomUUID()}`;
    await sluice('emit', name, '--resource-id', 'shop.order.9');
    const since = new Date(Date.now() - 60_000).toISOString();
    const { code, stdout, stderr } = await sluice('stream', '--event', name, '--since', since, '--limit', '1');
    expect([code, stderr]).toEqual([0, 'Following events; Ctrl-C ends.\n']);
    expect(stdout).toMatch(new RegExp(`^\\d{4}-.* ${name} shop\\.order\\.9\\n$`));
  });
});
