// Explanations: what a trigger waits for, with counts, windows and the ids of the events.
import { expect, test } from 'vitest';
import { explainEvent } from '../../../src/domain/triggers/explain-event.js';
import { explainTrigger } from '../../../src/domain/triggers/explain.js';
import { at, BenchTrigger, event, idOf, START_US } from './bench-trigger.js';

const explain = (bench: BenchTrigger, seconds: number, limit?: number) =>
  explainTrigger(bench.compiled, bench.state, START_US + seconds * 1_000_000, limit);

test('a count that is not reached yet', () => {
  const bench = new BenchTrigger({ expect: ['a'], for_each: ['prefect.resource.id'], threshold: 3, within: 60 });
  bench.take({ name: 'a', occurred: 1 }).take({ name: 'a', occurred: 2 });
  expect(explain(bench, 3).nodes).toEqual([
    {
      trigger: 'root',
      type: 'event',
      posture: 'Reactive',
      open_buckets: 1,
      buckets: [
        {
          labels: { 'prefect.resource.id': 'thing.1' },
          start: at(1 - 900),
          end: at(61),
          count: 2,
          threshold: 3,
          last_event: idOf('a', 2),
          events: [idOf('a', 1), idOf('a', 2)],
          waits_for: `1 more expected event before ${at(61)}`,
        },
      ],
      waits_for: null,
    },
  ]);
});

test('an absence that is waited for, an event that is held, and the next look at the clock', () => {
  const bench = new BenchTrigger({ posture: 'Proactive', after: ['a'], expect: ['b'], within: 60 });
  expect(explain(bench, 0)).toMatchObject({
    next_check: null,
    nodes: [{ open_buckets: 0, waits_for: 'an event named a that matches, which opens a window' }],
  });
  bench.take({ name: 'a', occurred: 1 }).take({ name: 'b', occurred: 2, follows: idOf('z', 0) });
  expect(explain(bench, 3)).toMatchObject({
    next_check: at(61),
    held_events: [{ id: idOf('b', 2), follows: idOf('z', 0), until: at(902) }],
    nodes: [{ buckets: [{ waits_for: `${at(61)}: it fires then unless 1 more expected event comes` }] }],
  });
});

test('a compound that has one of two', () => {
  const triggers = [{ expect: ['a'] }, { expect: ['b'] }];
  const bench = new BenchTrigger({ type: 'compound', require: 'all', within: 60, triggers, for_each: ['user'] });
  bench.take({ name: 'a', occurred: 1, labels: { user: 'u1' } });
  expect(explain(bench, 3).nodes[0]).toEqual({
    trigger: 'root',
    type: 'compound',
    needed: 2,
    of: 2,
    groups: [
      {
        labels: { user: 'u1' },
        fired: [{ trigger: 'root.triggers[0]', occurred: at(1), event: idOf('a', 1) }],
        awaited: ['root.triggers[1]'],
      },
    ],
  });
});

test('a metric, its value and since when it is out of bounds', () => {
  const metric = { name: 'successes', operator: '<', threshold: 0.5 };
  const bench = new BenchTrigger({ type: 'metric', metric });
  bench.take({ name: 'prefect.flow-run.Failed', occurred: 5, resource: 'prefect.flow-run.1' });
  expect(explain(bench, 6).nodes).toMatchObject([
    { value: 0, runs: 1, breached_since: at(5), state: 'Resolved', waits_for: `successes < 0.5 until ${at(305)}` },
  ]);
});

test('many buckets are counted and only some are shown', () => {
  const bench = new BenchTrigger({ expect: ['a'], for_each: ['prefect.resource.id'], threshold: 2, within: 60 });
  for (let index = 0; index < 20; index++) bench.take({ name: 'a', occurred: index, resource: `r.${index}` });
  const [node] = explain(bench, 30, 5).nodes;
  expect(node).toMatchObject({ open_buckets: 20, buckets: { length: 5 } });
});

test('why an event did not concern a trigger', () => {
  const { compiled } = new BenchTrigger({
    expect: ['a'],
    match: { env: 'prod', team: ['red', 'blue'] },
    match_related: { 'prefect.resource.role': 'flow' },
  });
  expect(explainEvent(compiled, event({ name: 'b', occurred: 1, labels: { env: 'dev' } }))).toEqual([
    {
      trigger: 'root',
      matches: false,
      counts: false,
      opens: false,
      bucketing_key: null,
      reasons: [
        "the event is named 'b', expected one of: a",
        "label 'env' is 'dev', expected prod",
        "label 'team' is missing, expected red or blue",
        'no related resource has prefect.resource.role: flow',
      ],
    },
  ]);
});
