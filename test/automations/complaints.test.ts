// What users of such systems have complained about of triggers, absences and durability, each held by a test of its own
// that shows the part that answers it. The larger proofs are beside: seed-examples, order-and-shards, same-as-pure, and the
// crash matrix.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AutomationDefinition } from '../../src/contract/automations.js';
import { automationCreateSchema } from '../../src/domain/automations/automation.js';
import { eventSchema, type ReceivedEvent } from '../../src/domain/events/event.js';
import { triggerSchema, type Trigger } from '../../src/domain/triggers/trigger.js';
import { withClientDefaults } from '../../src/domain/triggers/trigger-shape.js';
import type { Firing } from '../../src/domain/triggers/trigger-state.js';
import { confirmAbsences } from '../../src/services/automations/confirm-absences.js';
import { explainAutomation } from '../../src/services/automations/explain-automation.js';
import { redriveFiring } from '../../src/services/automations/firing-ledger.js';
import { patchAutomation } from '../../src/services/automations/manage-automations.js';
import { simulateAutomation } from '../../src/services/automations/simulate-automation.js';
import { AutomationIndex } from '../../src/services/events/automation-index.js';
import { EventRouter } from '../../src/services/events/event-router.js';
import { receiveEvents } from '../../src/services/events/receive-events.js';
import type { StoredAutomation } from '../../src/store/store.js';
import { AutomationRun } from '../../workflows/automation-run.js';
import { BenchTrigger } from '../domain/triggers/bench-trigger.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';
import { blockOf } from './seed-platform.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const WAIT = { timeout: 120_000, interval: 50 };

let harness: AutomationHarness;
beforeAll(async () => {
  harness = await openAutomationHarness();
});
afterAll(() => harness.close());

const nothing = [{ type: 'do-nothing' as const }];
const RESOURCE = ['prefect.resource.id'];
const thing = (id: string) => ({ 'prefect.resource.id': id });
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const parse = (document: unknown): Trigger => triggerSchema.parse(withClientDefaults(document));
const routed = () => expect.poll(() => harness.context.store.events.countQueued(), WAIT).toBe(0);
const webhook = (path: string, payload = 'called') =>
  blockOf(harness.context, 'webhook', { url: `${harness.hookUrl}${path}`, method: 'POST' }).then((id) => ({
    type: 'call-webhook' as const,
    block_document_id: id,
    payload,
  }));

/** An automation's workflow without Temporal, as it evaluates. */
function evaluator(trigger: Trigger, carry?: ConstructorParameters<typeof AutomationRun>[1]) {
  const definition: AutomationDefinition = {
    ...{ id: randomUUID(), name: 'n', trigger, since: ago(60), shards: 1, shard: 0 },
    ...{ actions: [], actions_on_trigger: [], actions_on_resolve: [] },
  };
  return new AutomationRun(definition, carry);
}
const received = (name: string, labels: Record<string, string> = {}): ReceivedEvent => {
  const now = new Date().toISOString();
  const event = { id: randomUUID(), occurred: now, event: name, resource: { ...thing('t.1'), ...labels } };
  return { ...eventSchema.parse(event), received: now };
};

describe('P0-A 1: absence fires erratically or never', () => {
  it('fires once by a durable timer, also when the worker was gone meanwhile', async () => {
    const name = randomUUID();
    const trigger = { posture: 'Proactive' as const, after: [`${name}.a`], expect: [`${name}.b`], for_each: RESOURCE };
    const { id } = await harness.create({ name, trigger: { ...trigger, within: 10 }, actions: nothing });
    await harness.emit(
      { event: `${name}.a`, resource: thing('t.1'), occurred: ago(8) },
      { event: `${name}.b`, resource: thing('t.2') },
    );
    await routed();
    await harness.restartWorker();
    expect(await harness.fired(id, 1)).toHaveLength(1);
  });
});

describe('P0-A 2: false alarms for runs that finished in time', () => {
  const run = `prefect.flow-run.${randomUUID()}`;
  const trigger = parse({
    ...{ posture: 'Proactive', after: ['prefect.flow-run.Running'], expect: ['prefect.flow-run.Completed'] },
    ...{ for_each: RESOURCE, within: 60 },
  });
  const firing = (opener: string): Firing => ({
    ...{ sequence: 0, state: 'Triggered', trigger: 'root', trigger_id: null, bucketing_key: [run] },
    ...{ triggering_labels: thing(run), triggering_event: opener, triggering_events: [opener], triggering_value: null },
    ...{ triggered: ago(0), occurred: ago(40), triggering_firings: [] },
  });

  it('looks once more at what was received before it acts', async () => {
    const since = ago(600);
    const [opener] = await harness.emit({
      event: 'prefect.flow-run.Running',
      resource: thing(run),
      occurred: ago(100),
    });
    const check = { trigger, since, firings: [firing(opener?.id ?? '')] };
    expect(await confirmAbsences(harness.context, check)).toEqual([null]);
    await harness.emit({ event: 'prefect.flow-run.Completed', resource: thing(run), occurred: ago(70) });
    expect(await confirmAbsences(harness.context, check)).toEqual([expect.stringContaining('received late')]);
  });

  it('goes by the clock of the events, not by that of the wall, while they come late', () => {
    const document = { posture: 'Proactive', after: ['a'], expect: ['b'], for_each: RESOURCE, within: 60 };
    const bench = new BenchTrigger(document).take({ name: 'a', occurred: 0 }, 30).passTo(80);
    expect(bench.take({ name: 'b', occurred: 55 }, 85).passTo(1000).moments).toEqual([]);
  });
});

describe('P0-A 3: a Proactive trigger with threshold 0 is silent', () => {
  it('is refused when it is saved', () => {
    const trigger = { type: 'event', posture: 'Proactive', expect: ['a'], threshold: 0 };
    const parsed = automationCreateSchema.safeParse({ name: 'n', trigger, actions: nothing });
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['trigger', 'threshold']]);
  });
});

describe('P0-A 4: an event just past the window is lost', () => {
  it.each([0.000001, 0.001, 1, 59.999999])('counts into the next window, %s s past the end', (past) => {
    const bench = new BenchTrigger({ expect: ['a'], threshold: 2, within: 60 });
    bench.take({ name: 'a', occurred: 0 }, 90).take({ name: 'a', occurred: 60 + past }, 125);
    bench.take({ name: 'a', occurred: 60 + past, resource: 'thing.2' }, 126);
    expect(bench.moments).toEqual([[126]]);
  });
});

describe('P0-A 5: an absence inside a compound holds for longer than within', () => {
  it('holds from its deadline for within, and not a microsecond longer', () => {
    const quiet = { posture: 'Proactive', after: ['a'], expect: ['b'], within: 60 };
    const both = { type: 'compound', require: 'all', within: 100, triggers: [{ expect: ['c'] }, quiet] };
    const at = (occurred: number) =>
      new BenchTrigger(both).take({ name: 'a', occurred: 0 }).passTo(60).take({ name: 'c', occurred }).moments;
    expect([at(160), at(160.000001)]).toEqual([[[160]], []]);
  });
});

describe('P0-A 6: races between evaluators', () => {
  it('has one writer: told many times at once, and given the parts of a compound at once, it fires once', async () => {
    const name = randomUUID();
    const triggers = ['a', 'b', 'c'].map((each) => ({
      type: 'event',
      posture: 'Reactive',
      expect: [`${name}.${each}`],
    }));
    const trigger = { type: 'compound' as const, require: 'all' as const, within: 60, triggers };
    const { id } = await harness.create({ name, trigger, actions: nothing });
    await Promise.all(
      ['a', 'b', 'c', 'a'].map((each) => harness.emit({ event: `${name}.${each}`, resource: thing('t.1') })),
    );
    await routed();
    expect(await harness.fired(id, 1)).toHaveLength(1);
    expect((await explainAutomation(harness.context, id)).recent_firings).toHaveLength(1);
  });
});

describe('P0-A 7: after an upgrade triggers stop', () => {
  it('starts a state of another version afresh instead of failing on it', () => {
    const before = evaluator(parse({ expect: ['a'], threshold: 2, within: 60 }));
    before.takeEvents([received('a')]);
    const carry = before.toCarry();
    const after = evaluator(parse({ expect: ['a'] }), { ...carry, state: { ...carry.state, version: 99 } });
    after.takeEvents([received('a')]);
    expect(after.nextFirings(10)).toHaveLength(1);
  });
});

describe('P0-A 8: {{ event }} is None for compound triggers', () => {
  it('gives the last event and all of them', async () => {
    harness.received.length = 0;
    const name = randomUUID();
    const triggers = ['a', 'b'].map((each) => ({ type: 'event', posture: 'Reactive', expect: [`${name}.${each}`] }));
    const action = await webhook(
      '/compound',
      '{{ event.event }} of {{ events | length }}, {{ firings | length }} firings, {{ labels | length }} labels',
    );
    const trigger = { type: 'compound' as const, require: 'all' as const, within: 60, triggers };
    const { id } = await harness.create({ name, trigger, actions: [action] });
    await harness.emit(...['a', 'b'].map((each) => ({ event: `${name}.${each}`, resource: thing('t.1') })));
    await harness.fired(id, 1);
    expect(harness.received.map(({ body }) => body)).toEqual([`${name}.b of 2, 3 firings, 0 labels`]);
  });
});

describe('P0-A 9: several related resources cannot be asked for at once', () => {
  it('fires only when each specification holds on some related resource', () => {
    const related = [{ 'prefect.resource.role': 'flow' }, { 'prefect.resource.role': 'deployment' }];
    const run = evaluator(parse({ expect: ['a'], match_related: related }));
    const event = received('a');
    const of = (role: string) => ({ ...thing(`r.${role}`), 'prefect.resource.role': role });
    run.takeEvents([{ ...event, related: [of('flow')] }]);
    expect(run.nextFirings(10)).toEqual([]);
    run.takeEvents([{ ...received('a'), related: [of('flow'), of('deployment')] }]);
    expect(run.nextFirings(10)).toHaveLength(1);
  });
});

describe('P0-A 10: negative patterns never exclude', () => {
  it('excludes by a negated pattern, and a simulation over the log shows what a draft would match', async () => {
    const [name, since] = [randomUUID(), ago(0)];
    await harness.emit(
      ...['blue', 'red', 'green'].map((color) => ({ event: name, resource: { ...thing('t'), color } })),
    );
    const automation = parse({ expect: [name], match: { color: '!r*' } });
    const { firings } = await simulateAutomation(harness.context, { automation, over: { since } });
    expect(firings).toHaveLength(2);
  });
});

describe('P0-A 11: an automation that feeds itself', () => {
  it('stops past its budget, and does no more than that', () => {
    const run = evaluator(parse({ expect: ['a'] }));
    run.takeEvents(Array.from({ length: 700 }, () => received('a')));
    expect(run.nextFirings(1000)).toHaveLength(600);
    expect(run.overBudget()).toContain('it fired 700 times within a minute (at most 600)');
  });

  it('does not take a backlog for such a one: what was received over minutes is held against each minute', () => {
    const run = evaluator(parse({ expect: ['a'] }));
    run.takeEvents(Array.from({ length: 1000 }, (_, n) => ({ ...received('a'), received: ago(-n * 0.5) })));
    expect([run.nextFirings(2000).length, run.overBudget()]).toEqual([1000, null]);
  });

  it('stops at a chain of more than ten firings, which every event tells of', () => {
    const run = evaluator(parse({ expect: ['a'] }));
    run.takeEvents([received('a', { 'sluice.causal-depth': '9' })]);
    expect([run.nextFirings(10)[0]?.depth, run.overBudget()]).toEqual([10, null]);
    run.takeEvents([received('a', { 'sluice.causal-depth': '10' })]);
    expect(run.nextFirings(10)).toHaveLength(1);
    expect(run.overBudget()).toContain('a chain of 11 firings');
  });
});

describe('P0-A 12: each event is held against every trigger', () => {
  it('finds its automation among ten thousand by names, by how patterns begin, and by the resource', () => {
    const triggers = Array.from({ length: 10_000 }, (_, index) => {
      const kinds = [
        { expect: [`kind.${index}`] },
        { expect: [`kind.${index}.*`] },
        { expect: ['shared'], match: thing(`thing.${index}`) },
      ];
      return parse(kinds[index % 3]);
    });
    const stored = triggers.map(
      (trigger, index) => ({ automation: { id: String(index), trigger } }) as StoredAutomation,
    );
    const index = new AutomationIndex(stored);
    for (let number = 0; number < 9_999; number += 9) {
      const events = [
        received(`kind.${number}`),
        received(`kind.${number + 1}.begun`),
        received('shared', thing(`thing.${number + 2}`)),
      ];
      const found = events.map((event) => index.interested(event).map(({ automationId }) => Number(automationId)));
      expect(found).toEqual([[number], [number + 1], [number + 2]]);
    }
  });
});

describe('P0-A 13: memory grows without a bound', () => {
  it('takes no more events than may wait, says so, and drops none', async () => {
    const full = { ...harness.context, mostQueuedEvents: 0 };
    const event = eventSchema.parse({ id: randomUUID(), occurred: ago(0), event: 'one.more', resource: thing('t.1') });
    await expect(receiveEvents(full, [event])).rejects.toMatchObject({ code: 'too-many-requests' });
    expect(await receiveEvents(harness.context, [event])).toEqual([event.id]);
  });
});

describe('P0-A 14: events are dropped, and repeats are known for minutes only', () => {
  it('logs and queues in one transaction, and knows a repeat for as long as the event is kept', async () => {
    const { store } = harness.context;
    const event = eventSchema.parse({ id: randomUUID(), occurred: ago(7200), event: 'kept', resource: thing('t.1') });
    await expect(
      store.transaction(async ({ events }) => {
        await events.insert([event]);
        throw new Error('the power failed');
      }),
    ).rejects.toThrow('the power failed');
    expect(await store.events.findIds([event.id])).toEqual(new Set());
    expect(await receiveEvents(harness.context, [event, event])).toEqual([event.id]);
    expect(await receiveEvents(harness.context, [event])).toEqual([]);
  });
});

describe('P0-A 15: two servers do not share events', () => {
  it('routes each event once however many routers there are', async () => {
    const name = randomUUID();
    const trigger = { posture: 'Reactive' as const, expect: [name], threshold: 40, within: 600 };
    const { id } = await harness.create({ name, trigger, actions: nothing });
    const other = new EventRouter(harness.context);
    other.start();
    try {
      const waves = Array.from({ length: 10 }, () =>
        harness.emit(...Array.from({ length: 4 }, () => ({ event: name, resource: thing('t.1') }))),
      );
      await Promise.all(waves);
      expect((await harness.fired(id, 1)).map(({ firing }) => firing.triggering_events.length)).toEqual([40]);
    } finally {
      await other.stop();
    }
  });
});

describe('P0-A 16: emitted events are lost silently', () => {
  it('may be sent again until they are acknowledged: a batch that was taken changes nothing', async () => {
    const name = randomUUID();
    const trigger = { posture: 'Reactive' as const, expect: [name] };
    const { id } = await harness.create({ name, trigger, actions: nothing });
    const [event] = await harness.emit({ event: name, resource: thing('t.1') });
    for (let again = 0; again < 3; again += 1) await receiveEvents(harness.context, event ? [event] : []);
    await routed();
    expect(await harness.fired(id, 1)).toHaveLength(1);
    expect((await explainAutomation(harness.context, id)).recent_firings).toHaveLength(1);
  });
});

describe('P0-A 17: one of today pairs with one of yesterday', () => {
  it('pairs within its span of event time, computed when it is read and not by a timer', () => {
    const document = {
      type: 'compound',
      require: 'all',
      within: 3600,
      triggers: [{ expect: ['a'] }, { expect: ['b'] }],
    };
    const bench = new BenchTrigger(document).take({ name: 'a', occurred: 0 }).restart();
    expect(bench.take({ name: 'b', occurred: 86_400 }).moments).toEqual([]);
    expect(bench.take({ name: 'a', occurred: 86_500 }).moments).toEqual([[86_500]]);
  });
});

describe('P0-A 18: several runs for one cause', () => {
  it('fires once though the events are handed over again', async () => {
    const name = randomUUID();
    const { id } = await harness.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions: nothing });
    const taken = await harness.emit({ event: name, resource: thing('t.1') });
    await harness.fired(id, 1);
    const events = await harness.context.store.events.findAll(taken.map((event) => event.id));
    for (let again = 0; again < 3; again += 1) await harness.context.temporal.sendEvents(id, 0, events);
    await harness.emit({ event: name, resource: thing('t.2') });
    expect(await harness.fired(id, 2)).toHaveLength(2);
  });
});

describe('P0-A 19: it fails half way through its actions', () => {
  it('does the others all the same, and when it is carried out again only what failed', async () => {
    harness.received.length = 0;
    harness.answers.push(400);
    const name = randomUUID();
    const actions = [await webhook('/first'), await webhook('/second')];
    const { id } = await harness.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions });
    await harness.emit({ event: name, resource: thing('t.1') });
    const [failed] = await harness.fired(id, 1);
    expect(failed?.actions.map(({ status }) => status)).toEqual(['failed', 'executed']);
    await redriveFiring(harness.context, id, failed?.id ?? '');
    await expect.poll(async () => (await harness.fired(id, 1))[0]?.status, WAIT).toBe('completed');
    expect(harness.received.map(({ path }) => path)).toEqual(['/first', '/second', '/first']);
  });
});

describe('P0-A 20: a runaway automation cannot be stopped', () => {
  it('cancels what is under way and what is queued when it is switched off', async () => {
    harness.received.length = 0;
    harness.answers.push(503, 503, 503, 503, 503);
    const name = randomUUID();
    const actions = [await webhook('/busy'), await webhook('/never')];
    const { id } = await harness.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions });
    await harness.emit({ event: name, resource: thing('t.1') });
    await expect.poll(() => harness.received.length, WAIT).toBeGreaterThan(0);
    await patchAutomation(harness.context, id, { enabled: false });
    expect((await harness.fired(id, 1)).map(({ status }) => status)).toEqual(['cancelled']);
    expect(harness.received.map(({ path }) => path)).not.toContain('/never');
    harness.answers.length = 0;
  });
});
