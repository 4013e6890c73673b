// Automations as they run give the firings that the pure evaluation gives, whatever is done to them meanwhile: events in
// any order and repeated, batches cut anywhere, a worker that is restarted, and a workflow that continues as new all the
// time. Programs are random, and the same in each run.
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bundleFlows } from '../../src/hosting/workflow-bundle.js';
import type { AutomationCreateInput } from '../../src/domain/automations/automation.js';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import { parseInstantUs } from '../../src/domain/instants.js';
import { compileTrigger, isInterested } from '../../src/domain/triggers/compile.js';
import { receiveEvent } from '../../src/domain/triggers/receive.js';
import { createTriggerState } from '../../src/domain/triggers/trigger-state.js';
import { openAutomationHarness, type AutomationHarness } from './automation-harness.js';

const PROGRAMS = 10;
/** Of the programs above: otherwise they would prove little. */
const LEAST_FIRINGS = 15;
const WAIT = { timeout: 90_000, interval: 100 };
const IMPATIENT = fileURLToPath(new URL('./impatient-automation.ts', import.meta.url));

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let harness: AutomationHarness;
beforeAll(async () => {
  const bundle = bundleFlows(IMPATIENT);
  harness = await openAutomationHarness(() => bundle);
});
afterAll(() => harness.close());

const names = fc.constantFrom('a', 'b', 'c');
const forEach = fc.constantFrom([], ['prefect.resource.id']);
const leaf = fc.record({
  type: fc.constant('event' as const),
  posture: fc.constant('Reactive' as const),
  expect: fc.uniqueArray(names, { minLength: 1, maxLength: 2 }),
  after: fc.oneof(fc.constant([]), fc.uniqueArray(names, { minLength: 1, maxLength: 1 })),
  for_each: forEach,
  threshold: fc.integer({ min: 1, max: 2 }),
  within: fc.constantFrom(60, 300),
});
const tree = fc.oneof(
  leaf,
  fc.record({
    type: fc.constant('compound' as const),
    require: fc.constantFrom('any' as const, 'all' as const),
    within: fc.constantFrom(null, 60),
    for_each: forEach,
    triggers: fc.array(leaf, { minLength: 2, maxLength: 2 }),
  }),
  fc.record({
    type: fc.constant('sequence' as const),
    within: fc.constantFrom(null, 60),
    for_each: forEach,
    triggers: fc.array(leaf, { minLength: 2, maxLength: 2 }),
  }),
);
/** Events up to ten minutes old, in any order; some are sent again later. */
const stream = fc.array(
  fc.record({ name: names, thing: fc.integer({ min: 1, max: 3 }), ageSeconds: fc.integer({ min: 0, max: 600 }) }),
  { minLength: 15, maxLength: 30 },
);
const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 30, maxLength: 30 });
const programs = fc.record({ tree, stream, cuts, repeats: fc.array(fc.nat(29), { maxLength: 8 }) });

type Program = typeof programs extends fc.Arbitrary<infer Value> ? Value : never;

/** A program's names are its own, so that all run side by side. */
function nameApart(program: Program, prefix: string): AutomationCreateInput['trigger'] {
  const text = JSON.stringify(program.tree, (key, value: unknown) =>
    key === 'expect' || key === 'after' ? (value as string[]).map((name) => `${prefix}.${name}`) : value,
  );
  return JSON.parse(text) as AutomationCreateInput['trigger'];
}

it('fires the same as the pure evaluation', async () => {
  const samples = fc.sample(programs, { numRuns: PROGRAMS, seed: 20_261 });
  const automations = await Promise.all(
    samples.map(async (program) => {
      const prefix = `p${randomUUID().slice(0, 8)}`;
      const trigger = nameApart(program, prefix);
      return { program, prefix, automation: await harness.create({ name: prefix, trigger, actions: [] }) };
    }),
  );
  const now = Date.now();
  const sent = automations.map(({ program, prefix }) => {
    const events = program.stream.map(({ name, thing, ageSeconds }) => ({
      id: randomUUID(),
      event: `${prefix}.${name}`,
      occurred: new Date(now - ageSeconds * 1000).toISOString(),
      resource: { 'prefect.resource.id': `thing.${thing}` },
    }));
    return [...events, ...program.repeats.flatMap((index) => events[index] ?? [])];
  });
  for (let step = 0; sent.some((events) => events.length > 0); step += 1) {
    const batch = sent.flatMap((events, index) => events.splice(0, automations[index]?.program.cuts[step] ?? 1));
    const taken = await harness.emit(...batch);
    // A batch is handed over again, as after a crash before it was taken off the queue.
    if (step % 5 === 0) await deliverAgain(taken.map(({ id }) => id));
    if (step === 4) await harness.restartWorker();
  }
  await expect.poll(() => harness.context.store.events.countQueued(), WAIT).toBe(0);
  const log = (await harness.context.store.events.readAfter(0, 100_000)).map(({ event }) => event);
  let fired = 0;
  for (const { automation } of automations) {
    const stored = await harness.context.store.automations.find(automation.id);
    const expected = evaluate(stored?.automation.trigger as never, stored?.since as string, log);
    fired += expected.length;
    const firings = await harness.fired(automation.id, expected.length);
    expect(firings.map(({ firing }) => brief(firing)).sort()).toEqual(expected.map(brief).sort());
  }
  expect(fired).toBeGreaterThanOrEqual(LEAST_FIRINGS);
}, 240_000);

it('has continued as new many times meanwhile', async () => {
  const [automation] = await harness.context.store.automations.list(null, 'NAME_ASC', { limit: 1, offset: 0 });
  const execution = await harness.context.temporal.describeFlowRun(`automation-${automation?.id}`);
  expect(execution?.runId).not.toBe(execution?.firstRunId);
});

async function deliverAgain(ids: readonly string[]): Promise<void> {
  const events = await harness.context.store.events.findAll(ids);
  for (const { id } of await harness.context.store.automations
    .listEnabled()
    .then((all) => all.map(({ automation }) => automation))) {
    const trigger = (await harness.context.store.automations.find(id))?.automation.trigger;
    if (!trigger) continue;
    const own = events.filter((event) => isInterested(compileTrigger(trigger), event));
    // Only what has been handed over may be handed over again: the queue gives the order.
    await expect.poll(() => harness.context.store.events.countQueued(), WAIT).toBe(0);
    if (own.length > 0) await harness.context.temporal.sendEvents(id, 0, own);
  }
}

function evaluate(trigger: Parameters<typeof compileTrigger>[0], since: string, log: readonly ReceivedEvent[]) {
  const compiled = compileTrigger(trigger);
  const state = createTriggerState(compiled, parseInstantUs(since));
  let nowUs = parseInstantUs(since);
  return log
    .filter((event) => isInterested(compiled, event))
    .flatMap((event: ReceivedEvent) => {
      nowUs = Math.max(nowUs, parseInstantUs(event.received));
      return receiveEvent(compiled, state, event, nowUs).firings;
    });
}

function brief({
  sequence,
  triggering_labels,
  triggering_event,
  triggering_events,
  occurred,
}: {
  sequence: number;
  triggering_labels: Readonly<Record<string, string>>;
  triggering_event: string | null;
  triggering_events: readonly string[];
  occurred: string;
}): string {
  return JSON.stringify([sequence, triggering_labels, triggering_event, triggering_events, occurred]);
}
