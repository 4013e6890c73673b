// States that earlier versions wrote, kept as they were written: today's evaluation goes on with each and fires what the
// version that wrote it went on to fire. `states/version-1.json` holds what version 1 fired after.
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { readTriggerState } from '../../../src/domain/triggers/read-trigger-state.js';
import { TRIGGER_STATE_VERSION, type Firing, type TriggerState } from '../../../src/domain/triggers/trigger-state.js';
import { BenchTrigger, type BriefEvent } from './bench-trigger.js';

interface Kept {
  readonly name: string;
  readonly trigger: object;
  readonly state: TriggerState;
  /** What came after it was written, and until when time passed. */
  readonly after: readonly (BriefEvent & { readonly received?: number })[];
  readonly until: number;
  /** What fired after. */
  readonly firings: readonly Firing[];
}

const kept = JSON.parse(readFileSync(new URL('./states/version-1.json', import.meta.url), 'utf8')) as readonly Kept[];

describe('a state of version 1', () => {
  it.each(kept)('is gone on with: $name', ({ trigger, state, after, until, firings }) => {
    expect(state.version).toBe(1);
    const bench = new BenchTrigger(trigger);
    const read = readTriggerState(JSON.parse(JSON.stringify(state)), bench.compiled);
    expect(read.problem).toBeNull();
    bench.state = read.state as TriggerState;
    expect(bench.state.version).toBe(TRIGGER_STATE_VERSION);
    for (const { received, ...event } of after) bench.take(event, received);
    bench.restart().passTo(until);
    expect(bench.fired).toEqual(firings);
    expect(firings.length).toBeGreaterThan(0);
  });
});

test('a state of this version is taken as it is', () => {
  const bench = new BenchTrigger({ expect: ['a'], threshold: 2, within: 60 }).take({ name: 'a', occurred: 0 });
  const { state } = bench.restart();
  expect(readTriggerState(state, bench.compiled).state).toBe(state);
});

test.each([
  ['nothing', undefined],
  ['a list', []],
  ['a version of no kind', { version: null }],
  ['a version that never was', { version: 0 }],
  ['a part that is no part', { ...kept[0]?.state, buckets: { 0: { '["t.1"]': { count: 'many' } } } }],
  ['a firing that is none', { ...kept[0]?.state, children: { 0: { '[]': { 1: { atUs: 0, firing: {} } } } } }],
])('%s cannot be read, and the reason is told', (_what, document) => {
  const { compiled } = new BenchTrigger({ expect: ['a'] });
  const { state, problem } = readTriggerState(document, compiled);
  expect(state).toBeNull();
  expect(problem).toMatch(/^its state /);
});
