// What users of such engines have complained about, and the examples of the documentation: each pinned once.
import { describe, expect, test } from 'vitest';
import { BenchTrigger, idOf } from './bench-trigger.js';

const ORDER = ['prefect.resource.id'];
const order = (occurred: number, name: string, resource: string) => ({ name: `order.${name}`, occurred, resource });

describe('absence', () => {
  test('fires at its deadline, once for each opener, also after a restart', () => {
    const bench = new BenchTrigger({
      posture: 'Proactive',
      after: ['a'],
      expect: ['b'],
      for_each: ORDER,
      within: 3600,
    });
    bench.take({ name: 'a', occurred: 1 }).restart().passTo(3600.999999);
    expect(bench.moments).toEqual([]);
    expect(bench.passTo(100_000).moments).toEqual([[3601, 'thing.1']]);
  });

  test('is not raised while events come late: the clock is that of the events', () => {
    const bench = new BenchTrigger({ posture: 'Proactive', after: ['a'], expect: ['b'], for_each: ORDER, within: 60 });
    bench.take({ name: 'a', occurred: 0 }, 20).take({ name: 'c', occurred: 40, resource: 'other' }, 60);
    bench.passTo(79).take({ name: 'b', occurred: 59 }, 79.5);
    expect(bench.passTo(1000).moments).toEqual([]);
  });

  test('an answer and a new opener within one window: the new opener counts', () => {
    const bench = new BenchTrigger({ posture: 'Proactive', after: ['a'], expect: ['b'], for_each: ORDER, within: 60 });
    bench.take({ name: 'a', occurred: 0 }).take({ name: 'b', occurred: 1 }).take({ name: 'a', occurred: 2 });
    expect(bench.passTo(1000).moments).toEqual([[62, 'thing.1']]);
  });

  test('without for_each it repeats each window, and an answered window is followed at once by the next', () => {
    const bench = new BenchTrigger({ posture: 'Proactive', expect: ['a'], within: 60 });
    bench.take({ name: 'a', occurred: 30 });
    expect(bench.passTo(180).moments).toEqual([[120], [180]]);
  });

  test('with for_each a key is armed when it is first seen', () => {
    const bench = new BenchTrigger({ posture: 'Proactive', expect: ['beat'], for_each: ORDER, within: 60 });
    bench.take({ name: 'beat', occurred: 10, resource: 'm.1' }).take({ name: 'beat', occurred: 75, resource: 'm.1' });
    expect(bench.passTo(190).moments).toEqual([[190, 'm.1']]);
  });

  test('a key that got all it was to get within its window is done until it is seen again', () => {
    const bench = new BenchTrigger({
      posture: 'Proactive',
      expect: ['seen'],
      for_each: ORDER,
      threshold: 2,
      within: 60,
    });
    bench
      .take({ name: 'seen', occurred: 10, resource: 'whole' })
      .take({ name: 'seen', occurred: 20, resource: 'half' });
    bench.take({ name: 'seen', occurred: 30, resource: 'whole' });
    expect(bench.passTo(150).moments).toEqual([
      [80, 'half'],
      [140, 'half'],
    ]);
    bench
      .take({ name: 'seen', occurred: 151, resource: 'half' })
      .take({ name: 'seen', occurred: 152, resource: 'half' });
    bench.take({ name: 'seen', occurred: 160, resource: 'whole' });
    expect(bench.passTo(230).moments.slice(2)).toEqual([[220, 'whole']]);
  });

  test('heartbeats: silence is measured from the last beat', () => {
    const beat = { after: ['beat'], expect: ['beat'] };
    const bench = new BenchTrigger({ posture: 'Proactive', ...beat, for_each: ORDER, within: 60 });
    for (const occurred of [0, 50, 100, 150]) bench.take({ name: 'beat', occurred });
    expect(bench.passTo(10_000).moments).toEqual([[210, 'thing.1']]);
  });

  test('a trigger with after and no for_each is silent until an opener comes', () => {
    const bench = new BenchTrigger({ posture: 'Proactive', after: ['a'], expect: ['b'], within: 60 });
    expect(bench.passTo(10_000).moments).toEqual([]);
    expect(bench.take({ name: 'a', occurred: 10_000 }).passTo(20_000).moments).toEqual([[10_060]]);
  });

  test('inside a compound: its firing holds for within and no longer', () => {
    const quiet = { posture: 'Proactive', after: ['a'], expect: ['b'], within: 60 };
    const both = { type: 'compound', require: 'all', within: 100, triggers: [{ expect: ['c'] }, quiet] };
    const late = new BenchTrigger(both).take({ name: 'a', occurred: 0 }).passTo(60).take({ name: 'c', occurred: 161 });
    const inTime = new BenchTrigger(both)
      .take({ name: 'a', occurred: 0 })
      .passTo(60)
      .take({ name: 'c', occurred: 160 });
    expect([late.moments, inTime.moments]).toEqual([[], [[160]]]);
  });
});

describe('presence', () => {
  test('an event just past the window opens the next one and is not lost', () => {
    const bench = new BenchTrigger({ expect: ['a'], threshold: 2, within: 60 });
    for (const occurred of [0, 60.000001, 60.5]) bench.take({ name: 'a', occurred });
    expect(bench.moments).toEqual([[60.5]]);
  });

  test('several specifications of related resources must each hold', () => {
    const related = [{ 'prefect.resource.role': 'flow' }, { 'prefect.resource.role': 'tag' }];
    const bench = new BenchTrigger({ expect: ['a'], match_related: related });
    expect(bench.take({ name: 'a', occurred: 1 }).moments).toEqual([]);
  });

  test('threshold 3 without within counts to three, however long it takes (the woodchonk)', () => {
    const match = { genus: 'Marmota', species: 'monax' };
    const bench = new BenchTrigger({ posture: 'Reactive', expect: ['animal.walked'], match, threshold: 3 });
    for (const occurred of [0, 1800, 7200, 7201]) {
      bench.take({ name: 'animal.walked', occurred, labels: match }).passTo(occurred + 600);
    }
    bench.take({ name: 'animal.walked', occurred: 8000, labels: { ...match, species: 'marmota' } });
    expect(bench.moments).toEqual([[7200]]);
  });

  test('an order created and completed, for each user, hours apart', () => {
    const bench = new BenchTrigger({ after: ['order.created'], expect: ['order.complete'], for_each: ORDER });
    bench
      .take(order(0, 'created', '123'))
      .take(order(1, 'created', '456'))
      .take(order(50_000, 'complete', '123'));
    bench.take(order(50_001, 'complete', '789'));
    expect(bench.moments).toEqual([[50_000, '123']]);
  });

  test('an opener after the window has ended opens a new one', () => {
    const bench = new BenchTrigger({ after: ['a'], expect: ['b'], within: 10 });
    bench.take({ name: 'a', occurred: 0 }).take({ name: 'a', occurred: 15 }).take({ name: 'b', occurred: 16 });
    expect(bench.moments).toEqual([[16]]);
  });

  test('nothing received before the creation is evaluated, but it is known as seen', () => {
    const bench = new BenchTrigger({ expect: ['a'] }, 100);
    bench.take({ name: 'a', occurred: 50 }).take({ name: 'a', occurred: 50 }, 120).take({ name: 'a', occurred: 121 });
    expect(bench.moments).toEqual([[121]]);
  });

  test('a follower is evaluated when its leader is known to the platform, and else waits 15 minutes', () => {
    const follows = idOf('z', 1);
    const bench = new BenchTrigger({ expect: ['a'] }).take({ name: 'a', occurred: 2, follows }).restart();
    expect(bench.moments).toEqual([]);
    expect(bench.passTo(901).moments).toEqual([]);
    expect(bench.passTo(902).moments).toEqual([[902]]);
  });
});

describe('compound and sequence', () => {
  const paidAndSent = { triggers: [{ expect: ['order.paid'] }, { expect: ['order.sent'] }], within: 3600 };

  test('for_each pairs the events of one order and never those of two', () => {
    const bench = new BenchTrigger({ type: 'compound', require: 'all', for_each: ORDER, ...paidAndSent });
    bench
      .take(order(0, 'paid', 'o.1'))
      .take(order(1, 'sent', 'o.2'))
      .take(order(2, 'sent', 'o.1'))
      .restart();
    bench.take(order(3, 'paid', 'o.2'));
    expect(bench.moments).toEqual([
      [2, 'o.1'],
      [3, 'o.2'],
    ]);
    expect(bench.fired[0]?.triggering_labels).toEqual({ 'prefect.resource.id': 'o.1' });
  });

  test('A, then B, but no C, for one order', () => {
    const silent = { posture: 'Proactive', after: ['order.sent'], expect: ['order.received'], within: 600 };
    const triggers = [{ expect: ['order.paid'] }, silent];
    const bench = new BenchTrigger({ type: 'sequence', within: 3600, for_each: ORDER, triggers });
    for (const id of ['o.1', 'o.2']) bench.take(order(0, 'paid', id)).take(order(10, 'sent', id));
    bench.take(order(20, 'received', 'o.2')).take(order(30, 'sent', 'o.3'));
    expect(bench.passTo(5000).moments).toEqual([[610, 'o.1']]);
  });

  test('one of today does not pair with one of yesterday', () => {
    const bench = new BenchTrigger({ type: 'compound', require: 'all', ...paidAndSent });
    bench
      .take(order(0, 'paid', 'o.1'))
      .restart()
      .take(order(86_400, 'sent', 'o.1'));
    expect(bench.moments).toEqual([]);
  });

  test('the firing knows the last event, all events, and which child fired with which', () => {
    const bench = new BenchTrigger({ type: 'sequence', ...paidAndSent });
    bench.take(order(0, 'paid', 'o.1')).take(order(1, 'sent', 'o.1'));
    const events = [idOf('order.paid', 0, 'o.1'), idOf('order.sent', 1, 'o.1')];
    expect(bench.fired).toMatchObject([{ sequence: 2, triggering_event: events[1], triggering_events: events }]);
    expect(bench.fired[0]?.triggering_firings.map((child) => child.trigger)).toEqual([
      'root.triggers[0]',
      'root.triggers[1]',
    ]);
  });
});
