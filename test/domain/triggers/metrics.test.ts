// Metric triggers: the share of successes, durations and lateness over a range, with a wait before an alarm is raised
// and before it is taken back.
import { describe, expect, test } from 'vitest';
import { at, BenchTrigger } from './bench-trigger.js';

const metric = (name: string, operator: string, threshold: number, rest: object = {}) => ({
  type: 'metric',
  match: { 'prefect.resource.id': 'prefect.flow-run.*' },
  metric: { name, operator, threshold, range: 600, firing_for: 300, ...rest },
});
const run = (id: number, occurred: number, state: string) => ({
  name: `prefect.flow-run.${state}`,
  occurred,
  resource: `prefect.flow-run.${id}`,
});
const told = ({ fired, moments }: BenchTrigger) =>
  fired.map(({ state, triggering_value: value }, index) => [moments[index]?.[0], state, value]);

describe('successes', () => {
  test('too few for firing_for raise the alarm, and enough for as long take it back', () => {
    const bench = new BenchTrigger(metric('successes', '<', 0.6, { range: 3600 }));
    bench
      .take(run(1, 0, 'Completed'))
      .take(run(2, 10, 'Failed'))
      .take(run(3, 20, 'Crashed'));
    bench.take(run(4, 30, 'Cancelled')).passTo(309);
    expect(told(bench)).toEqual([]);
    bench
      .passTo(400)
      .take(run(5, 400, 'Completed'))
      .take(run(6, 410, 'Completed'))
      .passTo(709.9);
    expect(told(bench)).toEqual([[310, 'Triggered', 1 / 3]]);
    expect(told(bench.restart().passTo(5000))).toEqual([
      [310, 'Triggered', 1 / 3],
      [710, 'Resolved', 0.6],
    ]);
  });

  test('a recovery in between starts the wait anew', () => {
    const bench = new BenchTrigger(metric('successes', '<', 0.5));
    bench
      .take(run(1, 0, 'Failed'))
      .take(run(2, 200, 'Completed'))
      .take(run(3, 250, 'Failed'));
    expect(told(bench.passTo(549))).toEqual([]);
    expect(told(bench.passTo(550)).map(([seconds]) => seconds)).toEqual([550]);
  });

  test('a range without runs says nothing and raises no alarm', () => {
    const bench = new BenchTrigger(metric('successes', '<', 1, { range: 300, firing_for: 600 }));
    expect(told(bench.take(run(1, 0, 'Failed')).passTo(10_000))).toEqual([]);
  });
});

test('duration is the average time from Running to the end', () => {
  const bench = new BenchTrigger(metric('duration', '>=', 60));
  bench.take(run(1, 0, 'Running')).take(run(2, 0, 'Running'));
  bench.take(run(1, 30, 'Completed')).take(run(2, 100, 'Failed'));
  expect(told(bench.passTo(1000))).toEqual([[400, 'Triggered', 65]]);
});

test('lateness is the average time from when a run was due to its beginning', () => {
  const bench = new BenchTrigger(metric('lateness', '>', 20));
  bench
    .take(run(1, 0, 'Scheduled'))
    .take(run(1, 15, 'Late'))
    .take(run(1, 40, 'Running'))
    .take(run(2, 41, 'Running'));
  expect(told(bench.passTo(1000))).toEqual([[340, 'Triggered', 40]]);
});

test('events that match no run, or not the specification, are no samples', () => {
  const bench = new BenchTrigger({
    ...metric('successes', '<', 1),
    match: { 'prefect.resource.id': 'prefect.flow-run.9' },
  });
  bench.take(run(1, 0, 'Failed')).take({ name: 'prefect.flow-run.Failed', occurred: 1, resource: 'thing.1' });
  expect(told(bench.passTo(10_000))).toEqual([]);
});

test('runs whose events all come half an hour late are measured as if they came in time', () => {
  const late = new BenchTrigger(metric('successes', '<', 0.6));
  late
    .take(run(1, 0, 'Failed'), 1800)
    .take(run(2, 200, 'Failed'), 1801)
    .take(run(3, 310, 'Completed'), 1802);
  expect(late.fired.map(({ state, occurred }) => [state, occurred])).toEqual([['Triggered', at(300)]]);
});
