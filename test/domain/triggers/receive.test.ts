// Events that reach the evaluator late, after the worker was away: judged at the moment they were received.
import { expect, test } from 'vitest';
import { evaluateTrigger } from '../../../src/domain/triggers/evaluate.js';
import { receiveEvent } from '../../../src/domain/triggers/receive.js';
import { isInterested } from '../../../src/domain/triggers/compile.js';
import { BenchTrigger, event, idOf, START_US, type BriefEvent } from './bench-trigger.js';

const us = (seconds: number) => START_US + seconds * 1_000_000;
const unanswered = { posture: 'Proactive', after: ['a'], expect: ['b'], for_each: ['prefect.resource.id'], within: 60 };

function receive({ compiled, state }: BenchTrigger, brief: BriefEvent, receivedSeconds = brief.occurred) {
  return receiveEvent(compiled, state, event(brief), us(receivedSeconds)).firings.map(({ triggering_event: id }) => id);
}

test('an answer received in time prevents the absence, however late it is handled', () => {
  const bench = new BenchTrigger(unanswered);
  expect(receive(bench, { name: 'a', occurred: 0 })).toEqual([]);
  expect(receive(bench, { name: 'b', occurred: 59 })).toEqual([]);
  expect(evaluateTrigger(bench.compiled, bench.state, { kind: 'tick' }, us(7200)).firings).toEqual([]);
});

test('an absence that was due before a received event fires first', () => {
  const bench = new BenchTrigger(unanswered);
  receive(bench, { name: 'a', occurred: 0 });
  expect(receive(bench, { name: 'b', occurred: 100 })).toEqual([idOf('a', 0)]);
});

test('an answered opener makes way for the next one in the same batch', () => {
  const bench = new BenchTrigger(unanswered);
  for (const [name, occurred] of [
    ['a', 0],
    ['b', 1],
    ['a', 2],
  ] as const)
    receive(bench, { name, occurred }, 5);
  // 62 by event time, which is 3 seconds behind the clock.
  expect(bench.passTo(1000).moments).toEqual([[65, 'thing.1']]);
});

test('after a long pause an absence fires once, and not for each window missed', () => {
  const bench = new BenchTrigger({ posture: 'Proactive', expect: ['a'], within: 60 }).passTo(0);
  expect(receive(bench, { name: 'c', occurred: 7200 })).toEqual([null]);
});

test('an event that follows one the platform knows does not wait', () => {
  const { compiled, state } = new BenchTrigger({ expect: ['a'] });
  const follower = event({ name: 'a', occurred: 1, follows: idOf('z', 0) });
  expect(receiveEvent(compiled, state, follower, us(1), true).firings).toHaveLength(1);
});

test('a trigger is interested in what one of its leaves is about', () => {
  const { compiled } = new BenchTrigger({
    type: 'sequence',
    triggers: [{ expect: ['a'] }, { after: ['b'], expect: ['c*'] }],
  });
  const interesting = ['a', 'b', 'c', 'cc', 'd'].filter((name) => isInterested(compiled, event({ name, occurred: 0 })));
  expect(interesting).toEqual(['a', 'b', 'cc']);
});
