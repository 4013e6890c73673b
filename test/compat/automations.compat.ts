// Automations and events from Prefect's command line and Python package.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPlatform, WAIT, type PlatformUnderTest } from './platform-under-test.js';

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = await connectPlatform();
});
afterAll(() => platform.prefect.close());

describe('prefect automation', () => {
  it('creates, lists, inspects, pauses, resumes and deletes', async () => {
    const { prefect, sluice } = platform;
    const name = `from-cli-${randomUUID()}`;
    const file = join(prefect.home, 'automation.yaml');
    const trigger = { type: 'event', expect: ['a.b'], posture: 'Reactive', threshold: 2, within: 60 };
    await writeFile(file, JSON.stringify({ name, tags: ['t'], trigger, actions: [{ type: 'do-nothing' }] }));
    const created = await prefect.ok('automation', 'create', '-f', file);
    const id = /with id ([0-9a-f-]{36})/.exec(created)?.[1] ?? '';
    expect(await prefect.ok('automation', 'ls')).toContain(name);
    const [inspected] = (await prefect.json('automation', 'inspect', name)) as Record<string, unknown>[];
    expect(inspected).toMatchObject({ id, name, tags: ['t'], trigger: { ...trigger, threshold: 2 } });
    expect(await prefect.ok('automation', 'pause', name)).toContain(id);
    expect(await sluice.automations.read({ id })).toMatchObject({ enabled: false });
    expect(await prefect.ok('automation', 'resume', name)).toContain(id);
    expect(await sluice.automations.read({ id })).toMatchObject({ enabled: true });
    expect(await prefect.ok('automation', 'delete', name)).toContain(`Deleted automation with name '${name}'`);
    const gone = await prefect.cli('automation', 'inspect', name);
    expect(gone.code).toBe(1);
    expect(gone.output).toContain(`Automation '${name}' not found.`);
  });

  it('updates one from a file and shows it by its id, whatever its trigger', async () => {
    const { prefect, sluice } = platform;
    const { id } = await sluice.automations.create({
      name: `before-${randomUUID()}`,
      trigger: { type: 'event', expect: ['a.b'], posture: 'Reactive' },
      actions: [{ type: 'do-nothing' }],
    });
    const name = `after-${randomUUID()}`;
    const expects = (event: string) => ({ type: 'event', expect: [event], posture: 'Reactive' });
    const trigger = { type: 'sequence', triggers: [expects('a.b'), expects('c.d')], within: 60 };
    const file = join(prefect.home, 'update.yaml');
    await writeFile(file, JSON.stringify({ name, trigger, actions: [{ type: 'cancel-flow-run' }] }));
    const updated = await prefect.ok('automation', 'update', '--id', id, '-f', file);
    expect(updated.replaceAll(/\s+/g, ' ')).toContain(`Updated automation '${name}' (${id})`);
    expect(await prefect.json('automation', 'inspect', '--id', id)).toMatchObject({
      id,
      name,
      trigger: { type: 'sequence', within: 60, triggers: [{ expect: ['a.b'] }, { expect: ['c.d'] }] },
      actions: [{ type: 'cancel-flow-run' }],
    });
    await sluice.automations.delete(id);
    const gone = await prefect.cli('automation', 'update', '--id', id, '-f', file);
    expect([gone.code, gone.output]).toEqual([1, expect.stringContaining('not found')]);
  });

  it('tells what is wrong with one that cannot be', async () => {
    const { prefect } = platform;
    const wrong = JSON.stringify({
      name: 'wrong',
      trigger: { type: 'event', expect: ['a.b'], posture: 'Reactive', threshold: 1 },
      actions: [{ type: 'run-deployment', source: 'selected' }],
    });
    const { code, output } = await prefect.cli('automation', 'create', '--from-json', wrong);
    expect(code).toBe(1);
    expect(output).toMatch(/deployment_id|run-deployment/);
  });
});

describe('the Automation class and the events of Python', () => {
  it('creates, reads by id and by name, updates, disables, enables and deletes', async () => {
    await platform.prefect.script('automations.py');
  });

  it('keeps every kind of trigger and every action as it was written', async () => {
    await platform.prefect.script('automation_kinds.py');
  });

  it('works by plain requests, as the scripts of the guide do', async () => {
    await platform.prefect.script('requests_scripts.py');
  });

  it('sends events that a subscriber gets, older ones first, each once', async () => {
    await platform.prefect.script('events.py');
  });
});

describe('prefect event', () => {
  it('emits an event that an automation of ours acts on, and streams what happens', async () => {
    const { prefect, sluice } = platform;
    const name = `animal.walked.${randomUUID()}`;
    const { id } = await sluice.automations.create({
      name,
      trigger: { type: 'event', expect: [name], posture: 'Reactive', threshold: 1, within: 0 },
      actions: [{ type: 'do-nothing' }],
    });
    const emitted = await prefect.ok('event', 'emit', name, '--resource-id', 'marmot.1', '--payload', '{"steps": 3}');
    expect(emitted).toContain(`Successfully emitted event '${name}'`);
    await expect.poll(async () => (await sluice.automations.firings(id)).length, WAIT).toBe(1);
    await prefect.until(new RegExp(`"event":"${name}"`), 'event', 'stream');
  });
});
