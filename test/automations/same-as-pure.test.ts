// Automations as they run give the firings that the pure evaluation gives, whatever is done to them meanwhile: events in
// any order and repeated, batches cut anywhere, a worker that is restarted, and a workflow that continues as new all the
// time. Programs are random, and the same in each run.
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { bundleFlows } from '../../src/hosting/workflow-bundle.js';
import type { Automation, AutomationCreateInput } from '../../src/domain/automations/automation.js';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import { parseInstantUs } from '../../src/domain/instants.js';
import { advanceTrigger } from '../../src/domain/triggers/advance.js';
import { compileTrigger, isInterested } from '../../src/domain/triggers/compile.js';
import { receiveEvent } from '../../src/domain/triggers/receive.js';
import { createTriggerState, type Firing } from '../../src/domain/triggers/trigger-state.js';
import { explainAutomation } from '../../src/services/automations/explain-automation.js';
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
/** Silence within twenty seconds of an opener, by itself or together with events that come. */
const silence = fc.record({
  type: fc.constant('event' as const),
  posture: fc.constant('Proactive' as const),
  after: fc.uniqueArray(names, { minLength: 1, maxLength: 2 }),
  expect: fc.uniqueArray(names, { minLength: 1, maxLength: 1 }),
  for_each: forEach,
  threshold: fc.integer({ min: 1, max: 2 }),
  within: fc.constantFrom(20, 25),
});
const silences = fc.oneof(
  silence,
  silence,
  fc.record({
    type: fc.constant('compound' as const),
    require: fc.constantFrom('any' as const, 'all' as const),
    within: fc.constant(null),
    for_each: fc.constant(['prefect.resource.id']),
    triggers: fc.tuple(leaf, silence),
  }),
  fc.record({
    type: fc.constant('sequence' as const),
    within: fc.constant(null),
    for_each: fc.constant(['prefect.resource.id']),
    triggers: fc.tuple(leaf, silence),
  }),
);

/** Events up to so many seconds old, in any order; some are sent again later. */
const streamOf = (oldest: number) =>
  fc.array(
    fc.record({ name: names, thing: fc.integer({ min: 1, max: 3 }), ageSeconds: fc.integer({ min: 0, max: oldest }) }),
    { minLength: 15, maxLength: 30 },
  );
const cuts = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 30, maxLength: 30 });
const repeats = fc.array(fc.nat(29), { maxLength: 8 });
const programs = fc.record({ tree, stream: streamOf(600), cuts, repeats });
const silentPrograms = fc.record({ tree: silences, stream: streamOf(8), cuts, repeats });

type ProgramOf<Programs> = Programs extends fc.Arbitrary<infer Value> ? Value : never;
type Program = ProgramOf<typeof programs> | ProgramOf<typeof silentPrograms>;

/** A program's names are its own, so that all run side by side. */
function nameApart(program: Program, prefix: string): AutomationCreateInput['trigger'] {
  const text = JSON.stringify(program.tree, (key, value: unknown) =>
    key === 'expect' || key === 'after' ? (value as string[]).map((name) => `${prefix}.${name}`) : value,
  );
  return JSON.parse(text) as AutomationCreateInput['trigger'];
}

it('fires the same as the pure evaluation', async () => {
  const samples = fc.sample(programs, { numRuns: PROGRAMS, seed: 20_261 });
  const automations = await play(samples);
  const log = await wholeLog();
  let fired = 0;
  for (const automation of automations) {
    const { trigger, since } = await stored(automation);
    const expected = evaluate(trigger, since, log);
    fired += expected.length;
    const firings = await harness.fired(automation.id, expected.length);
    expect(firings.map(({ firing }) => brief(firing)).sort()).toEqual(expected.map(brief).sort());
  }
  expect(fired).toBeGreaterThanOrEqual(LEAST_FIRINGS);
}, 240_000);

it('notices the same silences as the pure evaluation, each once', async () => {
  const samples = fc.sample(silentPrograms, { numRuns: PROGRAMS, seed: 20_262 });
  const automations = await play(samples);
  const log = await wholeLog();
  // When a silence is noticed hangs on the clock, and with it the order of those of one moment; what is noticed does not.
  const briefly = (firing: Firing) =>
    JSON.stringify([firing.triggering_labels, firing.triggering_event, firing.triggering_events]);
  let fired = 0;
  for (const automation of automations) {
    const { trigger, since } = await stored(automation);
    const expected = evaluate(trigger, since, log, Date.now() + 600_000);
    fired += expected.length;
    const nextCheck = async () => (await explainAutomation(harness.context, automation.id)).explanation.next_check;
    // Until no window is open any more, inside compound and sequence triggers either.
    await expect.poll(nextCheck, WAIT).toBeNull();
    const firings = await harness.fired(automation.id, expected.length);
    expect(firings.map(({ firing }) => briefly(firing)).sort()).toEqual(expected.map(briefly).sort());
  }
  expect(fired).toBeGreaterThanOrEqual(LEAST_FIRINGS);
}, 240_000);

/** Installs the programs, sends their events cut and repeated, and resolves when all have been handed over. */
async function play(samples: readonly Program[]): Promise<Automation[]> {
  const installed = await Promise.all(
    samples.map(async (program) => {
      const prefix = `p${randomUUID().slice(0, 8)}`;
      const trigger = nameApart(program, prefix);
      return { program, prefix, automation: await harness.create({ name: prefix, trigger, actions: [] }) };
    }),
  );
  const now = Date.now();
  const sent = installed.map(({ program, prefix }) => {
    const events = program.stream.map(({ name, thing, ageSeconds }) => ({
      id: randomUUID(),
      event: `${prefix}.${name}`,
      occurred: new Date(now - ageSeconds * 1000).toISOString(),
      resource: { 'prefect.resource.id': `thing.${thing}` },
    }));
    return [...events, ...program.repeats.flatMap((index) => events[index] ?? [])];
  });
  for (let step = 0; sent.some((events) => events.length > 0); step += 1) {
    const batch = sent.flatMap((events, index) => events.splice(0, installed[index]?.program.cuts[step] ?? 1));
    const taken = await harness.emit(...batch);
    // A batch is handed over again, as after a crash before it was taken off the queue.
    if (step % 5 === 0) await deliverAgain(taken.map(({ id }) => id));
    if (step === 4) await harness.restartWorker();
  }
  await expect.poll(() => harness.context.store.events.countQueued(), WAIT).toBe(0);
  return installed.map(({ automation }) => automation);
}

const wholeLog = async (): Promise<ReceivedEvent[]> =>
  (await harness.context.store.events.readAfter(0, 100_000)).map(({ event }) => event);

async function stored({ id }: Automation) {
  const found = await harness.context.store.automations.find(id);
  if (!found) throw new Error(`The automation ${id} is gone`);
  return { trigger: found.automation.trigger, since: found.since };
}

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

/** What fires by the log alone; up to `untilMs` time passes after its last event. */
function evaluate(
  trigger: Parameters<typeof compileTrigger>[0],
  since: string,
  log: readonly ReceivedEvent[],
  untilMs?: number,
): Firing[] {
  const compiled = compileTrigger(trigger);
  const state = createTriggerState(compiled, parseInstantUs(since));
  let nowUs = parseInstantUs(since);
  const fired = log
    .filter((event) => isInterested(compiled, event))
    .flatMap((event: ReceivedEvent) => {
      nowUs = Math.max(nowUs, parseInstantUs(event.received));
      return receiveEvent(compiled, state, event, nowUs).firings;
    });
  if (untilMs === undefined) return fired;
  const later = [...advanceTrigger(compiled, state, nowUs, untilMs * 1000)];
  return [...fired, ...later.flatMap(({ firings }) => firings)];
}

function brief(firing: Firing): string {
  const { sequence, triggering_labels, triggering_event, triggering_events, occurred } = firing;
  return JSON.stringify([sequence, triggering_labels, triggering_event, triggering_events, occurred]);
}
