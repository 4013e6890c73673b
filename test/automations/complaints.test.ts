// What users of such systems have complained about of automations that run: absences, races, templates, actions. Each is held
// by a test of its own that shows the part that answers it; what the evaluation alone answers is in complaints-of-triggers,
// what intake and delivery answer in complaints-of-delivery. The larger proofs are beside: seed-examples, order-and-shards, same-as-pure, and the crash matrix.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ActionInput } from '../../src/domain/automations/action.js';
import type { Firing } from '../../src/domain/triggers/trigger-state.js';
import { confirmAbsences } from '../../src/services/automations/confirm-absences.js';
import { explainAutomation } from '../../src/services/automations/explain-automation.js';
import { redriveFiring } from '../../src/services/automations/firing-ledger.js';
import { patchAutomation } from '../../src/services/automations/manage-automations.js';
import { simulateAutomation } from '../../src/services/automations/simulate-automation.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';
import { ago, parse, RESOURCE, thing } from './evaluator.js';
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
const rule = (name: string, actions: ActionInput[] = nothing) =>
  harness.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions });
/** A trigger that wants an event of each of these names. */
const allOf = (...names: string[]) => ({
  ...{ type: 'compound' as const, require: 'all' as const, within: 60 },
  triggers: names.map((name) => ({ type: 'event', posture: 'Reactive', expect: [name] })),
});
const routed = () => expect.poll(() => harness.context.store.events.countQueued(), WAIT).toBe(0);
const webhook = (path: string, payload = 'called') =>
  blockOf(harness.context, 'webhook', { url: `${harness.hookUrl}${path}`, method: 'POST' }).then((id) => ({
    type: 'call-webhook' as const,
    block_document_id: id,
    payload,
  }));

describe('P0-A 1: absence fires erratically or never', () => {
  it('fires once for each that is silent, never before its time, though the worker comes and goes meanwhile', async () => {
    const name = randomUUID();
    const trigger = { posture: 'Proactive' as const, after: [`${name}.a`], expect: [`${name}.b`], for_each: RESOURCE };
    const { id } = await harness.create({ name, trigger: { ...trigger, within: 10 }, actions: nothing });
    const things = Array.from({ length: 30 }, (_, index) => `t.${index}`);
    // They were opened over eight seconds, so their times come one after another; the last sets the clock.
    const opened = things.map((one, index) => ({
      event: `${name}.a`,
      resource: thing(one),
      occurred: ago(8 - index / 4),
    }));
    const answers = (one: string) => one.endsWith('7');
    await harness.emit(
      ...opened,
      ...things.filter(answers).map((one) => ({ event: `${name}.b`, resource: thing(one) })),
    );
    await routed();
    await harness.restartWorker();
    await harness.fired(id, 5);
    await harness.restartWorker();
    const silent = things.filter((one) => !answers(one));
    const firings = (await harness.fired(id, silent.length)).map(({ firing }) => firing);
    expect(firings.map(({ triggering_labels: labels }) => labels['prefect.resource.id']).sort()).toEqual(silent.sort());
    const openedAt = new Map(opened.map(({ resource, occurred }) => [resource['prefect.resource.id'], occurred]));
    const lateMs = firings.map(
      ({ triggered, bucketing_key: [key = ''] }) =>
        Date.parse(triggered) - Date.parse(openedAt.get(key) ?? '') - 10_000,
    );
    expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
    const { explanation, recent_firings: recent } = await explainAutomation(harness.context, id);
    expect([explanation.firings, explanation.next_check, recent.length]).toEqual([silent.length, null, 20]);
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
});

describe('P0-A 6: races between evaluators', () => {
  it('has one writer: told many times at once, and given the parts of a compound at once, it fires once', async () => {
    const name = randomUUID();
    const trigger = allOf(`${name}.a`, `${name}.b`, `${name}.c`);
    const { id } = await harness.create({ name, trigger, actions: nothing });
    await Promise.all(
      ['a', 'b', 'c', 'a'].map((each) => harness.emit({ event: `${name}.${each}`, resource: thing('t.1') })),
    );
    await routed();
    expect(await harness.fired(id, 1)).toHaveLength(1);
    expect((await explainAutomation(harness.context, id)).recent_firings).toHaveLength(1);
  });
});

describe('P0-A 8: {{ event }} is None for compound triggers', () => {
  it('gives the last event and all of them', async () => {
    harness.received.length = 0;
    const name = randomUUID();
    const action = await webhook(
      '/compound',
      '{{ event.event }} of {{ events | length }}, {{ firings | length }} firings, {{ labels | length }} labels',
    );
    const { id } = await harness.create({ name, trigger: allOf(`${name}.a`, `${name}.b`), actions: [action] });
    await harness.emit(...['a', 'b'].map((each) => ({ event: `${name}.${each}`, resource: thing('t.1') })));
    await harness.fired(id, 1);
    expect(harness.received.map(({ body }) => body)).toEqual([`${name}.b of 2, 3 firings, 0 labels`]);
  });
});

describe('P0-A 10: negative patterns never exclude', () => {
  it('excludes by a negated pattern, and by lists of what is left out', async () => {
    const [name, since] = [randomUUID(), ago(0)];
    const of = (color: string, tag: string) => ({
      event: name,
      resource: { ...thing('t'), color },
      related: [{ ...thing(`prefect.tag.${tag}`), 'prefect.resource.role': 'tag' }],
    });
    await harness.emit(of('blue', 'x'), of('red', 'y'), of('green', 'z'), { event: name, resource: thing('plain') });
    const count = async (trigger: object) => {
      const automation = parse({ expect: [name], ...trigger });
      return (await simulateAutomation(harness.context, { automation, over: { since } })).firings.length;
    };
    expect(await count({ match: { color: '!r*' } })).toBe(2);
    // The reference's list of negations: each fits what the other leaves out, so it asks for the label and no more.
    expect(await count({ match: { color: ['!red', '!blue'] } })).toBe(3);
    expect(await count({ match_not: { color: ['red', 'blue'] } })).toBe(2);
    expect(await count({ match_not: [{ color: 'red' }, { color: 'gr*' }] })).toBe(2);
    const tags = (...ids: string[]) => ({ 'prefect.resource.id': ids.map((tag) => `prefect.tag.${tag}`) });
    expect(await count({ match_related_not: tags('x', 'z') })).toBe(2);
    expect(await count({ match: { color: '*' }, match_not: { color: 'blue' }, match_related_not: tags('y') })).toBe(1);
    expect(await count({ match_not: {}, match_related_not: [] })).toBe(4);
  });
});

describe('P0-A 19: it fails half way through its actions', () => {
  it('does the others all the same, and when it is carried out again only what failed', async () => {
    harness.received.length = 0;
    harness.answers.push(400);
    const name = randomUUID();
    const actions = [await webhook('/first'), await webhook('/second')];
    const { id } = await rule(name, actions);
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
    const { id } = await rule(name, actions);
    await harness.emit({ event: name, resource: thing('t.1') });
    await expect.poll(() => harness.received.length, WAIT).toBeGreaterThan(0);
    await patchAutomation(harness.context, id, { enabled: false });
    expect((await harness.fired(id, 1)).map(({ status }) => status)).toEqual(['cancelled']);
    expect(harness.received.map(({ path }) => path)).not.toContain('/never');
    harness.answers.length = 0;
  });
});
