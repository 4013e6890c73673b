// A trigger with 100,000 live keys: an event touches one of them, and the state survives being written down.
import { expect, test } from 'vitest';
import { evaluateTrigger } from '../../../src/domain/triggers/evaluate.js';
import { countOpenWindows, explainTrigger } from '../../../src/domain/triggers/explain.js';
import type { TriggerState } from '../../../src/domain/triggers/trigger-state.js';
import { BenchTrigger, event, START_US } from './bench-trigger.js';

const KEYS = 100_000;
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;

test('100,000 open buckets: no event copies them, none is lost, and each absence fires once', () => {
  const bench = new BenchTrigger({
    posture: 'Proactive',
    after: ['a'],
    expect: ['b'],
    for_each: ['prefect.resource.id'],
    within: 3600,
  });
  const feed = (state: TriggerState, name: string, index: number, seconds: number) => {
    const taken = event({
      name,
      occurred: seconds,
      resource: `r.${index}`,
      id: uuid(index + (name === 'b' ? KEYS : 0)),
    });
    return evaluateTrigger(bench.compiled, state, { kind: 'event', event: taken }, START_US + seconds * 1e6);
  };
  for (let index = 0; index < KEYS; index++) feed(bench.state, 'a', index, index / 1000);
  expect(Object.keys(bench.state.buckets.root ?? {})).toHaveLength(KEYS);

  const started = performance.now();
  for (let index = 0; index < 2_000; index++) feed(bench.state, 'b', index * 2, 200);
  // Copying 100,000 buckets takes about a second each time; 2,000 events would take half an hour.
  expect(performance.now() - started).toBeLessThan(20_000);

  bench.restart().passTo(3599);
  expect(bench.fired).toEqual([]);
  bench.passTo(10_000);
  expect(bench.fired).toHaveLength(KEYS - 2_000);
  expect(new Set(bench.fired.map(({ bucketing_key: key }) => key[0])).size).toBe(KEYS - 2_000);
  expect(Object.keys(bench.state.buckets.root ?? {})).toEqual([]);
});

test('what can count for nothing any more is forgotten', () => {
  const bench = new BenchTrigger({ expect: ['a'], for_each: ['prefect.resource.id'], threshold: 2, within: 60 });
  for (let index = 0; index < 1_000; index++) bench.take({ name: 'a', occurred: index, resource: `r.${index}` });
  bench.take({ name: 'z', occurred: 5_000 });
  // The last 200 stay for events that are very late; they are no open windows.
  expect(Object.keys(bench.state.buckets.root ?? {})).toHaveLength(200);
  const { nodes } = explainTrigger(bench.compiled, bench.state, START_US + 5_000_000_000);
  expect(nodes[0]).toMatchObject({ open_buckets: 0, buckets: [] });
  expect(countOpenWindows(bench.compiled, bench.state)).toBe(0);
  const pairs = { type: 'compound', require: 'all', within: 60, for_each: ['prefect.resource.id'] };
  const compound = new BenchTrigger({ ...pairs, triggers: [{ expect: ['a'] }, { expect: ['b'] }] });
  for (let index = 0; index < 1_000; index++) compound.take({ name: 'a', occurred: index, resource: `r.${index}` });
  compound.take({ name: 'z', occurred: 5_000 });
  expect(Object.keys(compound.state.children.root ?? {})).toEqual([]);
});
