// What users of such systems have complained about of triggers: each held by a test of its own that shows the part that
// answers it. No server is needed: this is the evaluation as the automation's workflow does it.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { automationCreateSchema } from '../../src/domain/automations/automation.js';
import { describeAutomation } from '../../workflows/automation-details.js';
import { BenchTrigger, idOf, type BriefEvent } from '../domain/triggers/bench-trigger.js';
import { ago, evaluator, parse, received, RESOURCE, thing } from './evaluator.js';

const nothing = [{ type: 'do-nothing' as const }];

describe('P0-A 2: false alarms while events come late', () => {
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

  it('is not, whatever the clocks of its producers say: each producer is counted by its own', () => {
    const [within, clockOffMost] = [60, 20 * 60];
    const gap = fc.constantFrom(0.000001, 0.5, 20, 59.999999, 60, 60.000001, 61, 119.999999, 120);
    const producer = fc.record({
      clockOff: fc
        .integer({ min: -clockOffMost * 1_000_000, max: clockOffMost * 1_000_000 })
        .map((us) => us / 1_000_000),
      gaps: fc.array(gap, { minLength: 1, maxLength: 12 }),
    });
    const programs = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(producer, { minLength: 1, maxLength: 4 }));
    fc.assert(
      fc.property(programs, ([threshold, producers]) => {
        const bench = new BenchTrigger({ expect: ['a'], for_each: RESOURCE, threshold, within });
        const streams = producers.map(({ gaps, clockOff }, index) => {
          let received = clockOffMost;
          return gaps.map((seconds) => {
            received += seconds;
            return { name: 'a', occurred: received + clockOff, received, resource: `p.${index}` };
          });
        });
        const inOrder = streams.flat().sort((left, right) => left.received - right.received);
        for (const { received, ...event } of inOrder) bench.take(event, received);
        const expected = streams.flatMap((stream) => firingEvents(stream, threshold, within));
        expect(bench.fired.map(({ triggering_event: id }) => id).sort()).toEqual(expected.sort());
      }),
      { numRuns: 300 },
    );
  });

  /** Tumbling windows as the documentation draws them, over the events of one key in order. */
  function firingEvents(events: readonly BriefEvent[], threshold: number, within: number): string[] {
    let [startUs, endUs, count] = [-Infinity, -Infinity, 0];
    return events.flatMap(({ name, occurred, resource }) => {
      const atUs = Math.round(occurred * 1_000_000);
      if (atUs < startUs) return [];
      if (atUs >= endUs) [startUs, endUs, count] = [atUs, atUs + within * 1_000_000, 0];
      count += 1;
      if (count < threshold) return [];
      [startUs, endUs, count] = [endUs, endUs + within * 1_000_000, 0];
      return [idOf(name, occurred, resource)];
    });
  }
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

describe('P0-A 7: after an upgrade triggers stop', () => {
  const two = parse({ expect: ['a'], threshold: 2, within: 600 });
  const half = () => {
    const before = evaluator(two);
    before.takeEvents([received('a')]);
    return before.toCarry();
  };

  it('go on with what an earlier version had gathered', () => {
    const { state, ...carry } = half();
    const first = { ...state, version: 1, buckets: { 0: state.buckets['root'] }, children: {}, metrics: {} };
    const after = evaluator(two, { ...carry, state: first as never });
    expect(after.stateLost).toBeNull();
    after.takeEvents([received('a')]);
    expect(after.nextFirings(10)).toHaveLength(1);
  });

  it.each([
    ['of a version that is to come', { version: 99 }, 'its state has version 99, expected 1 to 2'],
    ['of which parts are gone', { version: 1, clock: null }, 'its state of version 1 is not whole: clock'],
    ['that is none', { version: 'x' }, 'its state has no version, expected 1 to 2'],
  ])('begin afresh over a state %s, say so, and go on saying so', (_what, rest, reason) => {
    const carry = half();
    const after = evaluator(two, { ...carry, state: { ...carry.state, ...rest } as never });
    expect(after.explain().state_lost).toEqual({
      at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      reason: expect.stringContaining(reason) as string,
    });
    expect(describeAutomation(after)).toContain(reason);
    const later = evaluator(two, after.toCarry());
    expect(later.explain().state_lost).toEqual(after.explain().state_lost);
    later.define({ ...later.definition, trigger: parse({ expect: ['b'] }) });
    expect(later.explain().state_lost).toBeNull();
  });

  it('that began afresh fire under new ids: what was done before the upgrade is not taken for done', () => {
    const [one, id] = [parse({ expect: ['a'] }), randomUUID()];
    const before = evaluator(one, undefined, id);
    before.takeEvents([received('a')]);
    const [fired] = before.nextFirings(1);
    before.forgetPending(before.nextFirings(1));
    const carry = before.toCarry();
    const after = evaluator(one, { ...carry, state: { ...carry.state, version: 99 } }, id);
    const later = new Date(Date.now() + 1000).toISOString();
    after.takeEvents([{ ...received('a'), received: later }]);
    expect(after.nextFirings(10)).toHaveLength(1);
    expect(after.nextFirings(10)[0]?.firing.sequence).toBe(fired?.firing.sequence);
    expect(after.nextFirings(10)[0]?.id).not.toBe(fired?.id);
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
