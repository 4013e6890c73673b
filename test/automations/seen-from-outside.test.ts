// What people see of an automation while it works: in the Temporal Web UI, where its workflow describes itself, and on the
// command line, where `explain` says what it waits for.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { automationUpdateSchema } from '../../src/domain/automations/automation.js';
import { patchAutomation, updateAutomation } from '../../src/services/automations/manage-automations.js';
import { runCliHere } from '../cli/run-cli.js';
import { openSeedPlatform, WAIT, type SeedPlatform } from './seed-platform.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
beforeAll(async () => {
  platform = await openSeedPlatform();
});
afterAll(() => platform.close());

interface Metadata {
  readonly currentDetails: string;
  readonly definition: {
    readonly signalDefinitions: readonly { readonly name: string; readonly description: string }[];
    readonly queryDefinitions: readonly { readonly name: string; readonly description: string }[];
  };
}

const document = (name: string) => ({
  name,
  trigger: {
    type: 'event' as const,
    posture: 'Reactive' as const,
    expect: [name],
    for_each: ['prefect.resource.id'],
    threshold: 2,
    within: 600,
  },
  actions: [{ type: 'do-nothing' as const }],
});
const about = (id: string) => ({ 'prefect.resource.id': id });

/** An automation with two windows open for things and one that has fired. */
async function atWork() {
  const name = `seen-${randomUUID()}`;
  const { id } = await platform.create(document(name));
  const of = (...ids: string[]) => ids.map((one) => ({ event: name, resource: about(one) }));
  await platform.emit(...of('t.1', 't.2', 't.3', 't.3'));
  const [firing] = await platform.fired(id, 1);
  return { id, name, firingId: firing?.id ?? '' };
}

async function metadataOf(workflowId: string): Promise<Metadata> {
  return platform.temporal.client.workflow.getHandle(workflowId).query<Metadata>('__temporal_workflow_metadata');
}

describe('in the Temporal Web UI', () => {
  it('an automation says what it is, since when it hears events, what is open, and what fired last', async () => {
    const { id, name, firingId } = await atWork();
    const handle = platform.temporal.client.workflow.getHandle(`automation-${id}`);
    expect(await (await handle.describe()).staticSummary()).toBe(`automation ${name}`);
    const details = async () => (await metadataOf(`automation-${id}`)).currentDetails;
    await expect.poll(details, WAIT).toContain('Firings under way: 0');
    const told = await details();
    expect(told).toMatch(new RegExp(`^### ${name}\n\nEnabled since \\d{4}-\\d\\d-\\d\\dT`));
    // The one that fired waits for its next window.
    expect(told).toContain('Open windows: **3**');
    expect(told).toContain('Waits for events only.');
    expect(told).toMatch(new RegExp(`Last firings:\n\n- \\d{4}\\S+ \`${firingId}\` \\{"prefect.resource.id":"t.3"\\}`));
    const firing = platform.temporal.client.workflow.getHandle(`firing-${firingId}`);
    expect(await (await firing.describe()).staticSummary()).toBe(`firing of ${name}`);
  });

  it('says how it can be spoken to', async () => {
    const { id } = await atWork();
    const { definition } = await metadataOf(`automation-${id}`);
    const described = [...definition.signalDefinitions, ...definition.queryDefinitions]
      .filter(({ name }) => !name.startsWith('__'))
      .map(({ name, description }) => [name, description.length > 0]);
    expect(described.sort()).toEqual([
      ['define', true],
      ['events', true],
      ['explain', true],
      ['stop', true],
    ]);
  });

  it('shows an edit at once, and that a clock runs', async () => {
    const { id, name } = await atWork();
    const edited = document(`${name} anew`);
    const trigger = { ...edited.trigger, posture: 'Proactive' as const, after: [`${name}.opened`], within: 3600 };
    await updateAutomation(platform.context, id, automationUpdateSchema.parse({ ...edited, trigger }));
    await platform.emit({ event: `${name}.opened`, resource: about('t.9') });
    const details = async () => (await metadataOf(`automation-${id}`)).currentDetails;
    await expect.poll(details, WAIT).toMatch(/Due next at \d{4}-\d\d-\d\dT/);
    expect(await details()).toContain(`### ${name} anew`);
    expect(await details()).toContain('Open windows: **1**');
  });
});

describe('on the command line', () => {
  const sluice = async (...args: string[]) => {
    const { code, stdout, stderr } = await runCliHere([...args, '--api-url', platform.apiUrl]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };

  it('`explain` tells of each window what it has and waits for, and what fired', async () => {
    const { id, name, firingId } = await atWork();
    const told = await sluice('automation', 'explain', name);
    expect(told).toMatch(/^state +enabled$/m);
    expect(told).toMatch(/^fired +1 times$/m);
    expect(told).toMatch(/^root \(event\)$/m);
    expect(told).toMatch(/prefect\.resource\.id=t\.1: 1 of 2 events, waits for 1 more expected event before \d{4}/);
    expect(told).toMatch(/prefect\.resource\.id=t\.3: 0 of 2 events, waits for \d{4}\S+: it has fired/);
    expect(told).toMatch(new RegExp(`^fired \\d{4}\\S+ ${firingId} by [0-9a-f-]{36}$`, 'm'));

    const document = JSON.parse(await sluice('automation', 'explain', id, '--json')) as object;
    expect(document).toMatchObject({
      automation_id: id,
      enabled: true,
      explanation: { firings: 1, next_check: null, nodes: [{ trigger: 'root', open_buckets: 3 }], held_events: [] },
      recent_firings: [{ id: firingId, state: 'Triggered', labels: about('t.3') }],
      withheld: [],
      state_lost: null,
    });
    await patchAutomation(platform.context, id, { enabled: false });
    expect(await sluice('automation', 'explain', id)).toMatch(/^state +disabled: it hears no events$/m);
  });
});
