// Automations in words: each kind of trigger with all that narrows it, and every list of actions, named by what they are
// done to.
import { describe, expect, it } from 'vitest';
import { describeAction, describeActions, describeTrigger } from '../../src/ui/automations/in-words.js';

/** Of a trigger as it is written. */
const words = (trigger: object) => describeTrigger(trigger);
const placed = { type: 'event', posture: 'Reactive', expect: ['order.placed'], match: {}, threshold: 1 } as const;
const paid = { ...placed, expect: ['order.paid'] } as const;
const metric = { name: 'duration', operator: '>', threshold: 60, range: 300, firing_for: 600 } as const;
const NIGHTLY = '0a8b6f9c-1d2e-4f30-8a4b-5c6d7e8f9a0b';
const CHANNEL = '1b9c7f0d-2e3f-4a41-9b5c-6d7e8f9a0b1c';
const nameOf = (id: string) => ({ [NIGHTLY]: 'nightly', [CHANNEL]: 'team (Slack Webhook)' })[id];

describe('a trigger in words', () => {
  it('tells of events what must happen, how often, where and for each what', () => {
    expect(words(placed)).toBe('when order.placed happens');
    const narrowed = {
      ...placed,
      expect: ['order.placed', 'order.paid'],
      after: ['shop.opened'],
      threshold: 3,
      within: 60,
      match: { genus: ['Marmota', 'Marmotini'], 'prefect.resource.id': '*' },
      match_related: { role: 'shop' },
      for_each: ['prefect.resource.id', 'genus'],
    };
    expect(words(narrowed)).toBe(
      'when order.placed or order.paid happens 3 times within 1m after shop.opened where genus is Marmota or Marmotini ' +
        'with a related resource whose role is shop, for each prefect.resource.id and genus',
    );
    const leavingOut = {
      match_not: [{ genus: ['Marmota', 'Sciurus'] }, { role: 'x' }],
      match_related_not: { role: 'tag' },
    };
    expect(words({ ...placed, ...leavingOut })).toBe(
      'when order.placed happens but not where genus is Marmota or Sciurus but not where role is x ' +
        'but not with a related resource whose role is tag',
    );
    const absent = { ...placed, posture: 'Proactive', within: 30, after: ['order.paid'] } as const;
    expect(words(absent)).toBe('when order.placed does not happen within 30s after order.paid');
  });

  it('tells of a metric which runs it is of', () => {
    const plain = { type: 'metric', posture: 'Metric', match: {}, match_related: {}, metric } as const;
    expect(words(plain)).toBe('when the duration of the last 5m is > 60 for 10m');
    const match = { 'prefect.resource.id': 'prefect.flow-run.*' };
    const match_related = { 'prefect.resource.role': 'flow' };
    expect(words({ ...plain, match, match_related })).toBe(
      'when the duration of the last 5m is > 60 for 10m where prefect.resource.id is prefect.flow-run.* ' +
        'with a related resource whose prefect.resource.role is flow',
    );
  });

  it('tells of compounds and sequences what each child waits for, within what time, for each what', () => {
    const both = { type: 'compound', triggers: [placed, paid], within: 60, for_each: ['order'] };
    const compound = (require: 'all' | 'any' | number) => words({ ...both, require });
    const children = 'within 1m, for each order: when order.placed happens; when order.paid happens';
    expect(compound('all')).toBe(`when all of these happen ${children}`);
    expect(compound('any')).toBe(`when any of these happens ${children}`);
    expect(compound(2)).toBe(`when 2 of these happen ${children}`);
    const sequence = { type: 'sequence', triggers: [placed, paid], within: null, for_each: [] };
    expect(words(sequence)).toBe(
      'when these happen one after another: when order.placed happens; then when order.paid happens',
    );
  });
});

describe('actions in words', () => {
  it('are named by what they are done to, once that is known', () => {
    const run = { type: 'run-deployment', source: 'selected', deployment_id: NIGHTLY } as const;
    expect(describeAction(run)).toBe('run deployment');
    expect(describeAction(run, nameOf)).toBe('run deployment “nightly”');
    expect(describeAction({ type: 'pause-work-pool', source: 'inferred' }, nameOf)).toBe(
      'pause work pool of the event',
    );
    const notify = { type: 'send-notification', block_document_id: CHANNEL, subject: 'Hello', body: '' } as const;
    expect(describeAction(notify)).toBe('send a notification: Hello');
    expect(describeAction(notify, nameOf)).toBe('send a notification by “team (Slack Webhook)”: Hello');
    const state = { type: 'change-flow-run-state', state: 'FAILED', name: 'Too late' } as const;
    expect(describeAction(state)).toBe("change the flow run's state to Too late");
  });

  it('are told from every list, each with when', () => {
    const cancel = { type: 'cancel-flow-run' } as const;
    const nothing = { type: 'do-nothing' } as const;
    expect(describeActions({ actions: [] })).toBe('nothing');
    expect(describeActions({ actions: [cancel, nothing] })).toBe('cancel flow run, do nothing');
    expect(describeActions({ actions: [], actions_on_trigger: [cancel] })).toBe('when it fires: cancel flow run');
    expect(describeActions({ actions: [], actions_on_resolve: [cancel] })).toBe(
      'when it is well again: cancel flow run',
    );
    expect(describeActions({ actions: [nothing], actions_on_trigger: [cancel], actions_on_resolve: [cancel] })).toBe(
      'do nothing; also when it fires: cancel flow run; when it is well again: cancel flow run',
    );
  });
});
