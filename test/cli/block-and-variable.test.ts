// `sluice block` and `sluice variable` on a real server, and inputs sent to a run.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlockDocument, Variable } from '../../src/client/index.js';
import { createRun, startTestServer, type TestServer } from '../api/server.js';
import { runCli, runCliHere, type CliRun } from './run-cli.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const sluice = (...args: string[]): Promise<CliRun> => runCliHere([...args, '--api-url', `${server.url}/api`]);

async function json<Document>(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await sluice(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Document;
}

describe('sluice block', () => {
  it('makes, shows, changes and deletes blocks, and never shows what is secret', async () => {
    const name = `alerts-${randomUUID()}`;
    const url = 'https://hooks.example.com/T0/secret-part';
    const made = await sluice('block', 'create', 'slack-webhook', name, '--field', `url=${url}`);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(new RegExp(`^Created block 'slack-webhook/${name}' \\([0-9a-f-]{36}\\)\\.\\n$`));
    await sluice('block', 'update', `slack-webhook/${name}`, '--data', '{"notify_type": "failure"}');
    const block = await json<BlockDocument>('block', 'inspect', `slack-webhook/${name}`);
    expect(block.data).toMatchObject({ notify_type: 'failure', url: '********' });
    const shown = await sluice('block', 'inspect', block.id);
    expect(shown.stdout).toMatch(/^notify_type +failure$/m);
    expect(shown.stdout).not.toContain('secret-part');
    const { stdout } = await sluice('block', 'ls', '--type', 'slack-webhook');
    expect(stdout).toMatch(new RegExp(`^BLOCK +ID +UPDATED\\nslack-webhook/${name} +${block.id} `));
    expect((await sluice('block', 'delete', block.id)).stdout).toContain(`Deleted block 'slack-webhook/${name}'`);
    expect(await json('block', 'ls', '--type', 'slack-webhook')).toEqual([]);
  });

  it('reads a secret from standard input, so that it stands in no history of commands', async () => {
    const name = `token-${randomUUID()}`;
    const args = ['block', 'create', 'secret', name, '--data', '-', '--api-url', `${server.url}/api`];
    expect(await runCli(args, { stdin: '{"value": "s3cret"}' })).toMatchObject({ code: 0, stderr: '' });
    expect((await json<BlockDocument>('block', 'inspect', `secret/${name}`)).data).toEqual({ value: '********' });
  });

  it('says which types there are and what they hold', async () => {
    const { stdout: types } = await sluice('block', 'type', 'ls');
    expect(types).toMatch(/^SLUG +NAME +DESCRIPTION\n/);
    expect(types).toMatch(/^email-server-credentials +Email Server Credentials +/m);
    const { stdout } = await sluice('block', 'type', 'inspect', 'slack-webhook');
    expect(stdout).toMatch(/^FIELD +KIND +NEEDED +SECRET +DEFAULT\nurl +string +yes +yes$/m);
    expect(stdout).toMatch(/^notify_type +info \| success \| warning \| failure +no +no +"info"$/m);
  });

  it.each([
    [['create', 'no-such-type', 'x'], "There is no block type 'no-such-type'; `sluice block type ls` lists them."],
    [['inspect', 'secret/nobody'], "There is no block 'secret/nobody'; `sluice block ls` lists them."],
    [['inspect', 'nobody'], "Expected a block as 'type/name' or by its id, got 'nobody'."],
  ])('%j fails and says what to do', async (args, words) => {
    const { code, stdout, stderr } = await sluice('block', ...args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(words);
  });
});

describe('the data of a block', () => {
  it.each([
    [['--field', 'color=red'], "color: a block of type 'slack-webhook' has no such field; it has url"],
    [[], 'url: is needed'],
    [
      ['--field', 'url=https://hooks.example.com/x', '--field', 'notify_type=loud'],
      "notify_type: 'loud' is not one of",
    ],
  ])('%j is refused by the fields that are wrong, and nothing is made', async (args, words) => {
    const { code, stderr } = await sluice('block', 'create', 'slack-webhook', `b-${randomUUID()}`, ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect(await json('block', 'ls', '--type', 'slack-webhook')).toEqual([]);
  });

  it('stays text where the field holds text, and is told apart from a block that is there', async () => {
    const name = `text-${randomUUID()}`;
    const create = () => sluice('block', 'create', 'string', name, '--field', 'value=0123');
    expect(await create()).toMatchObject({ code: 0, stderr: '' });
    expect((await json<BlockDocument>('block', 'inspect', `string/${name}`)).data).toEqual({ value: '0123' });
    const again = await create();
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('`sluice block update` changes it')]);
    const idle = await sluice('block', 'update', `string/${name}`);
    expect([idle.code, idle.stderr]).toEqual([2, expect.stringContaining('Say what to change')]);
  });
});

describe('sluice variable', () => {
  it('sets, reads, lists and deletes values of any kind', async () => {
    const name = `v-${randomUUID()}`;
    expect((await sluice('variable', 'set', name, 'eu')).stdout).toBe(`Set variable '${name}'.\n`);
    expect((await sluice('variable', 'get', name)).stdout).toBe('eu\n');
    const refused = await sluice('variable', 'set', name, 'us');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--overwrite changes it')]);
    const set = await json<Variable>('variable', 'set', name, '{"rows": 10}', '--overwrite', '--tag', 'nightly');
    expect(set).toMatchObject({ name, value: { rows: 10 }, tags: ['nightly'] });
    expect(await json('variable', 'get', name)).toEqual({ rows: 10 });
    expect((await sluice('variable', 'inspect', name)).stdout).toMatch(/^value +\{"rows":10\}$/m);
    expect((await sluice('variable', 'ls')).stdout).toMatch(new RegExp(`^${name} +\\{"rows":10\\} +nightly `, 'm'));
    expect((await sluice('variable', 'delete', name)).code).toBe(0);
    const gone = await sluice('variable', 'get', name);
    expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining(`There is no variable '${name}'`)]);
  });

  it('refuses a name of another form', async () => {
    const { code, stderr } = await sluice('variable', 'set', 'Not A Name', '1');
    expect([code, stderr]).toEqual([1, expect.stringContaining('Variable name must only contain lowercase letters')]);
    expect(stderr).not.toContain('expected a text');
  });
});

describe('sluice flow-run send-input', () => {
  it('puts plain and named values where the run receives them', async () => {
    const id = await createRun(server);
    expect(await sluice('flow-run', 'send-input', id, 'Ada')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'The input is with the run.\n',
    });
    await sluice('flow-run', 'send-input', id, '7', '--text');
    await sluice('flow-run', 'send-input', id, '7');
    await sluice('flow-run', 'send-input', id, '{"name": "Ada"}', '--type', 'person');
    await sluice('flow-run', 'send-input', id, '[1]', '--key-prefix', 'mine');
    const filter = { prefix: '', limit: 50 };
    const { list } = await server.post(`/api/flow_runs/${id}/input/filter`, filter);
    const inputs = list as unknown as { key: string; value: string }[];
    expect(inputs.map(({ key, value }) => [key.replace(/-[^-]*(-[0-9a-f]{4}){3}-.*$/, ''), value])).toEqual([
      [expect.stringMatching(/^str/), '{"value":"Ada"}'],
      [expect.stringMatching(/^str/), '{"value":"7"}'],
      [expect.stringMatching(/^(int|float|number)/), '{"value":7}'],
      [expect.stringMatching(/^person/), '{"name":"Ada"}'],
      ['mine', '{"value":[1]}'],
    ]);
  });

  it('refuses a named value that is no object, and a run that is not there', async () => {
    const id = randomUUID();
    expect(await sluice('flow-run', 'send-input', id, '7', '--type', 'person')).toMatchObject({ code: 2 });
    const { code, stderr } = await sluice('flow-run', 'send-input', id, '7');
    expect([code, stderr]).toEqual([1, expect.stringContaining('flow-run-not-found')]);
  });
});
