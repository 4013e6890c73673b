// Automations and deployments from the command line, against a real API with a real worker; and the commands that need
// no server, on the recorded cases.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type AutomationDocument, type FlowRun, type SluiceClient } from '../../src/client/index.js';
import { startTestPlatform, type TestPlatform } from '../client/test-platform.js';
import { runCliHere, type CliRun } from './run-cli.js';

let platform: TestPlatform;
let client: SluiceClient;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
  platform = await startTestPlatform('cli-automations');
  client = createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await platform.close();
});

const sluice = (...args: string[]): Promise<CliRun> =>
  runCliHere([...args, '--api-url', platform.apiUrl, '--api-key', platform.apiKey]);

async function json<Document>(...args: string[]): Promise<Document> {
  const { code, stdout, stderr } = await sluice(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Document;
}

async function said(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await sluice(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const CANCEL_LONG_RUNS = `name: Cancel long running flows
description: Cancel any flow run after an hour of execution
trigger:
  match:
    "prefect.resource.id": "prefect.flow-run.*"
  match_related: {}
  after:
    - "prefect.flow-run.Failed"
  expect:
    - "prefect.flow-run.*"
  for_each:
    - "prefect.resource.id"
  posture: "Proactive"
  threshold: 1
  within: 30
actions:
  - type: "cancel-flow-run"
`;

describe('automations', () => {
  it("are created from the first documents' YAML, listed, shown, paused, resumed and deleted", async () => {
    const made = await json<AutomationDocument>('automation', 'create', '-f', file('cancel.yaml', CANCEL_LONG_RUNS));
    expect(made).toMatchObject({ name: 'Cancel long running flows', trigger: { type: 'event', within: 30 } });
    expect(await json('automation', 'inspect', made.id)).toEqual(made);
    expect(await json('automation', 'inspect', made.name)).toEqual(made);
    expect(await said('automation', 'ls')).toMatch(/Cancel long running flows +enabled +event +cancel-flow-run/);
    expect(await said('automation', 'pause', made.name)).toBe(`Paused automation '${made.name}' (${made.id}).\n`);
    expect(await json('automation', 'inspect', made.id)).toMatchObject({ enabled: false });
    expect(await json('automation', 'resume', made.id)).toEqual({ id: made.id, name: made.name, enabled: true });
    expect(await said('automation', 'delete', made.name)).toContain('Deleted automation');
    const gone = await sluice('automation', 'delete', made.name);
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining(`no automation '${made.name}'`) as string });
  });

  it('are created several at a time, from lists, documents and text, with what may be left out filled in', async () => {
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
    const text = (name: string) => `{ name: ${name}, trigger: { expect: [a] }, actions: [{ type: do-nothing }] }`;
    const list = file('list.yaml', `automations:\n- ${text(one)}\n- ${text(two)}\n`);
    expect(await said('automation', 'create', '--from-file', list)).toMatch(
      new RegExp(`^Created automation '${one}' with id \\S+\nCreated automation '${two}' with id \\S+\n$`),
    );
    const many = file('many.yaml', `${text(three)}\n---\n- ${text(one)}\n`);
    expect((await json<AutomationDocument[]>('automation', 'create', '-f', many)).length).toBe(2);
    const sequence = { name: 'n', trigger: { triggers: [{ expect: ['a'] }, { expect: ['b'] }] }, actions: [] };
    expect(await json('automation', 'create', '--from-json', JSON.stringify(sequence))).toMatchObject({
      trigger: { type: 'sequence', within: null, triggers: [{ posture: 'Reactive' }, { posture: 'Reactive' }] },
    });
  });

  it('are refused by the file, the document and the field', async () => {
    const bad = file(
      'bad.json',
      '[{"name": "ok", "trigger": {}, "actions": []}, {"name": "x", "trigger": {}, "actions": [{}]}]',
    );
    const refused = await sluice('automation', 'create', '-f', bad);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/bad\.json\[1\]: actions\[0\]\.type .*Done before it: [0-9a-f-]{36}/s);
    for (const args of [
      [],
      ['-f', bad, '--from-json', '{}'],
      ['-f', join(folder, 'none.yaml')],
      ['--from-json', '[1]'],
    ]) {
      expect((await sluice('automation', 'create', ...args)).code).toBe(2);
    }
  });

  it('are put in the place of one with this name or id, or made where there is none', async () => {
    const [name, other] = [`here-${randomUUID()}`, `new-${randomUUID()}`];
    const text = (named: string, threshold: number) =>
      `{ name: ${named}, trigger: { expect: [a], threshold: ${threshold} }, actions: [{ type: do-nothing }] }`;
    const made = await json<AutomationDocument>('automation', 'create', '-f', file('one.yaml', text(name, 1)));
    const both = file('both.yaml', `- ${text(name, 2)}\n- ${text(other, 3)}\n`);
    expect(await said('automation', 'apply', '-f', both)).toMatch(
      new RegExp(`^Changed automation '${name}' with id ${made.id}\nCreated automation '${other}' with id \\S+\n$`),
    );
    expect(await client.automations.read({ id: made.id })).toMatchObject({ name, trigger: { threshold: 2 } });
    const renamed = file('renamed.yaml', text(other, 4));
    expect(await said('automation', 'update', name, '-f', renamed)).toBe(
      `Updated automation '${other}' (${made.id}).\n`,
    );
    expect(await json('automation', 'update', made.id, '-f', renamed)).toMatchObject({ id: made.id, name: other });
    const unclear = await sluice('automation', 'apply', '-f', renamed);
    expect(unclear).toMatchObject({ code: 1, stderr: expect.stringContaining(`are named '${other}'`) as string });
    const several = await sluice('automation', 'update', made.id, '-f', both);
    expect(several).toMatchObject({ code: 2, stderr: expect.stringContaining('the one automation') as string });
    const gone = await sluice('automation', 'update', name, '-f', renamed);
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining(`no automation '${name}'`) as string });
  });

  it('tell what they did', async () => {
    const name = randomUUID();
    const { id } = await client.automations.create({
      name,
      trigger: { type: 'event', posture: 'Reactive' },
      actions: [],
      enabled: false,
    });
    const none = await sluice('automation', 'firings', name);
    expect(none).toEqual({ code: 0, stdout: '', stderr: 'It has not fired yet.\n' });
    const { firings } = platform.server.context.store;
    const firingId = randomUUID();
    const triggered = new Date().toISOString();
    await firings.begin({
      id: firingId,
      automation_id: id,
      automation_name: name,
      triggered,
      depth: 1,
      firing: {} as never,
    });
    const action = {
      index: 0,
      list: 'actions',
      action: { type: 'do-nothing' },
      idempotency_key: randomUUID(),
    } as const;
    const outcome = { status: 'failed', reason: 'no wind', details: {}, error: 'no wind' } as const;
    await firings.recordAttempt(firingId, action, outcome);
    expect(await said('automation', 'firings', name)).toMatch(
      new RegExp(`${firingId} +(now|\\d+ seconds? ago) +running +do-nothing failed \\(no wind\\)`),
    );
    const early = await sluice('automation', 'redrive', name, firingId);
    expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('(conflict)') as string });
    await firings.end(firingId, 'failed');
    expect(await json('automation', 'redrive', id, firingId)).toMatchObject({ firing_id: firingId });
    const explained = await sluice('automation', 'explain', name);
    expect(explained).toMatchObject({ code: 0, stdout: expect.stringContaining('disabled') as string });
  });
});

describe('deployments', () => {
  it('are listed, shown, run and deleted', async () => {
    const flow = await client.flows.read({ name: 'buildNames' });
    const name = `cli-${randomUUID()}`;
    const { id } = await client.deployments.create({ name, flow_id: flow.id, parameters: { num: 5 } });
    const path = `buildNames/${name}`;
    expect(await said('deployment', 'ls', '--flow-name', 'buildNames')).toMatch(new RegExp(`${path} +${id}`));
    expect(await json('deployment', 'inspect', path)).toMatchObject({ id, name, automations: [] });
    const asked = ['--param', 'num=0', '--tag', 't', '--job-variable', 'cpu=2', '--job-variable', 'image=small'];
    const run = await json<FlowRun>('deployment', 'run', path, ...asked, '--watch');
    expect(run).toMatchObject({ state_type: 'COMPLETED', parameters: { num: 0 }, tags: ['t'], deployment_id: id });
    expect(run.job_variables).toEqual({ cpu: 2, image: 'small' });
    const later = await json<FlowRun>('deployment', 'run', id, '--start-in', '1 hour', '--name', 'later');
    expect(later).toMatchObject({ name: 'later', state_type: 'SCHEDULED', parameters: { num: 5 } });
    await client.flowRuns.cancel(later);
    const wrong = await sluice('deployment', 'run', path, '--param', 'num=many');
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('num') as string });
    expect(await said('deployment', 'delete', path)).toBe(`Deleted deployment '${path}'.\n`);
    const gone = await sluice('deployment', 'inspect', path);
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining(`no deployment '${path}'`) as string });
  });
});

describe('without a server', () => {
  const vectors = (name: string): string => fileURLToPath(new URL(`../vectors/${name}`, import.meta.url));

  it('tests templates and automations', async () => {
    const templates = await runCliHere(['template', 'test', vectors('templates.jsonl'), '--json']);
    const results = templates.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { passed: boolean });
    expect(results.length).toBe(595);
    expect(templates.code).toBe(results.every(({ passed }) => passed) ? 0 : 1);
    const automations = await runCliHere(['automation', 'test', vectors('triggers.jsonl'), '--json']);
    expect(automations.stdout.trim().split('\n').length).toBe(355);
  });
});
