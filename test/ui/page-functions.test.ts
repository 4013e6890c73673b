// What the page computes by itself, without a browser: forms' schemas and errors, drafts, spans of time, schedules in words.
import { describe, expect, it } from 'vitest';
import { firedTargets } from '../../src/ui/automations/fired-targets.js';
import { readDraft, writeDraft } from '../../src/ui/automations/read-draft.js';
import { describeSchedule } from '../../src/ui/deployments/schedule-words.js';
import { readEventSearch, toEventFilter } from '../../src/ui/events/event-search.js';
import { toDrawnSchema } from '../../src/ui/form/drawn-schema.js';
import { partsOf, toErrorTree } from '../../src/ui/form/field-errors.js';
import { describeDistance } from '../../src/ui/parts/span-in-words.js';
import { readInputDraft } from '../../src/ui/runs/input-draft.js';
import { addLines } from '../../src/ui/runs/log-lines.js';
import { readRunPlace } from '../../src/ui/runs/log-search.js';
import { readRunSearch, toRunFilters } from '../../src/ui/runs/run-search.js';
import { outcomeOf, placeIn, rangeOf, toSpans } from '../../src/ui/runs/timeline-spans.js';

describe('the schema of a form', () => {
  it('takes an empty box for no where an answer is needed, at any depth', () => {
    const box = { type: 'boolean' };
    const inner = { type: 'object', properties: { gift: box }, required: ['gift'] };
    const schema = {
      title: 'Approval',
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        approved: box,
        optional: box,
        given: { ...box, default: true },
        lines: { type: 'array', items: inner },
      },
      required: ['approved', 'given', 'lines'],
    };
    const drawn = toDrawnSchema(schema);
    expect(drawn).not.toHaveProperty('title');
    expect(drawn?.properties).toEqual({
      approved: { ...box, default: false },
      optional: box,
      given: { ...box, default: true },
      lines: { type: 'array', items: { ...inner, properties: { gift: { ...box, default: false } } } },
    });
    expect(toDrawnSchema(null)).toBeNull();
  });

  it('has the server’s refusals at the fields they are about', () => {
    expect(partsOf('orders[0].size')).toEqual(['orders', '0', 'size']);
    const fields = [
      { path: 'run_input.orders[0].size', message: 'too small' },
      { path: 'run_input', message: 'not in stock' },
      { path: '__proto__.polluted', message: 'no' },
    ];
    const tree = toErrorTree(fields, ['run_input']);
    expect(tree).toMatchObject({ orders: { '0': { size: { __errors: ['too small'] } } } });
    expect(tree.__errors).toEqual(['not in stock', 'no']);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });
});

describe('an input that is typed', () => {
  const draft = { form: 'plain', label: '', text: 'Ada', isJson: false } as const;

  it('travels as the client would send it', () => {
    expect(readInputDraft(draft).input?.value).toEqual({ value: 'Ada' });
    const named = { ...draft, form: 'named', label: 'Order', text: '{"size": 2}', isJson: true } as const;
    expect(readInputDraft(named).input?.value).toEqual({ size: 2 });
    expect(readInputDraft({ ...draft, form: 'prefix', label: 'my-key' }).input?.prefix).toBe('my-key');
  });

  it('says what is wrong with it', () => {
    expect(readInputDraft({ ...draft, text: '{', isJson: true }).problems.value).toBe('Not JSON yet.');
    expect(readInputDraft({ ...draft, form: 'named', label: 'Order' }).problems.value).toContain('JSON object');
    expect(readInputDraft({ ...draft, form: 'prefix', label: 'a b' }).problems.label).toContain('letters');
  });
});

describe('an automation that is written as text', () => {
  it('is read from JSON and YAML alike, or told why not', () => {
    const trigger = { type: 'event', posture: 'Reactive', expect: ['order.placed'], match: {} } as const;
    const actions = [{ type: 'do-nothing' as const }];
    const draft = { name: 'n', description: '', enabled: true, tags: [], trigger, actions };
    for (const language of ['JSON', 'YAML'] as const)
      expect(readDraft(writeDraft(draft, language))).toMatchObject(draft);
    expect(readDraft('name: n')).toBe('Expected an object as trigger.');
    expect(readDraft('{"trigger": {"type": "event"}, "actions": [{}]}')).toContain('list of actions');
    expect(readDraft('[1, 2')).toEqual(expect.any(String));
  });
});

describe('what an address filters by', () => {
  it('is read without what does not fit', () => {
    const search = readRunSearch({ state: ['PAUSED', 'NONSENSE'], hours: '-3', name: '', tag: 'blue' });
    expect(search).toEqual({ state: ['PAUSED'], tag: 'blue' });
    expect(toRunFilters({ ...search, hours: 1 }, 3_600_000)).toEqual({
      flow_runs: {
        state: { type: { any_: ['PAUSED'] } },
        tags: { all_: ['blue'] },
        expected_start_time: { after_: '1970-01-01T00:00:00.000Z' },
      },
    });
    const range = readRunSearch({ since: '2026-01-01T01:00:00+01:00', until: 'tomorrow', hours: '1' });
    expect(toRunFilters(range, 0)).toEqual({
      flow_runs: { expected_start_time: { after_: '2026-01-01T00:00:00.000Z' } },
    });
    const events = readEventSearch({ since: 'yesterday', until: '2026-01-01T00:00:00Z', name: 'shop.' });
    expect(events.since).toBeUndefined();
    expect(toEventFilter(events, 0)).toMatchObject({
      occurred: { since: '2025-07-05T00:00:00.000Z', until: '2026-01-01T00:00:00Z' },
      event: { prefix: ['shop.'] },
    });
    expect(toEventFilter({}, 86_400_000).occurred).toEqual({ since: '1970-01-01T00:00:00.000Z' });
    expect(readRunPlace({ tab: 'logs', level: '40', text: 7 })).toEqual({ tab: 'logs', level: 40, text: '7' });
    expect(readRunPlace({ tab: '', level: 'loud' })).toEqual({});
  });
});

describe('the lines of a log', () => {
  const line = (at: number, message = `at ${at}`) => ({
    id: message,
    created: '',
    updated: '',
    name: 'flow',
    level: 20,
    message,
    timestamp: new Date(at).toISOString(),
    flow_run_id: null,
    task_run_id: null,
  });
  const told = (lines: readonly { message: string }[]) => lines.map(({ message }) => message);

  it('stand in the order they were written, whenever they come in', () => {
    const first = addLines([], [line(1), line(3)]);
    expect(told(addLines(first, [line(4)]))).toEqual(['at 1', 'at 3', 'at 4']);
    expect(told(addLines(first, [line(2), line(4)]))).toEqual(['at 1', 'at 2', 'at 3', 'at 4']);
    expect(told(addLines(first, [line(3, 'of the same moment')]))).toEqual(['at 1', 'at 3', 'of the same moment']);
    expect(told(addLines([], [line(2), line(1)]))).toEqual(['at 1', 'at 2']);
  });
});

describe('what the actions of a firing were about', () => {
  const id = '00000000-0000-4000-8000-000000000001';
  const of = (action: Record<string, unknown>, details: Record<string, unknown> = {}) =>
    firedTargets({ action, details } as never);

  it('is what they name, what was found in the event, and the run that was started', () => {
    const started = { target: `prefect.deployment.${id}`, flow_run_id: 'r', flow_run_name: 'olive' };
    expect(of({ type: 'run-deployment', deployment_id: id }, started)).toEqual([
      { field: 'deployment_id', id },
      { field: 'flow_run_id', id: 'r', name: 'olive' },
    ]);
    expect(of({ type: 'cancel-flow-run' }, { target: 'prefect.flow-run.r' })).toEqual([
      { field: 'flow_run_id', id: 'r' },
    ]);
    const sent = { block: `prefect.block-document.${id}`, block_name: 'alerts' };
    expect(of({ type: 'send-notification', block_document_id: id }, sent)).toEqual([
      { field: 'block_document_id', id, name: 'alerts' },
    ]);
    expect(of({ type: 'delete-flow-run' }, { target: 'prefect.flow-run.r' })).toEqual([]);
    expect(of({ type: 'do-nothing' })).toEqual([]);
    expect(of({ type: 'pause-work-pool', work_pool_id: null }, { target: 'prefect.work-pool.p' })).toEqual([
      { field: 'work_pool_id', id: 'p' },
    ]);
  });
});

describe('a relative time', () => {
  it('is told in the largest unit that fits, back and ahead', () => {
    expect([-59_000, -60_000, -3_599_000, -3_600_000, 90_000, 2_000, 0].map(describeDistance)).toEqual([
      '59 seconds ago',
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      'in 1 minute',
      'now',
      'now',
    ]);
  });
});

describe('the timeline of a run', () => {
  const at = (seconds: number) => new Date(seconds * 1_000).toISOString();
  const states = [
    { type: 'SCHEDULED', name: 'Scheduled', timestamp: at(0) },
    { type: 'RUNNING', name: 'Running', timestamp: at(100) },
    { type: 'PAUSED', name: 'Paused', timestamp: at(110) },
    { type: 'RUNNING', name: 'Running', timestamp: at(130) },
    { type: 'COMPLETED', name: 'Completed', timestamp: at(140) },
  ] as const;

  it('begins with the first step, and tells what went on and what waited', () => {
    const range = rangeOf(states, 0);
    expect(range).toEqual({ startMs: 100_000, endMs: 140_000 });
    const spans = toSpans(states, 0);
    expect(spans.map(({ name }) => name)).toEqual(['Scheduled', 'Running', 'Paused', 'Running']);
    expect(spans.map((span) => placeIn(span, range))).toEqual([
      { left: 0, width: 0 },
      { left: 0, width: 25 },
      { left: 25, width: 50 },
      { left: 75, width: 25 },
    ]);
    expect(outcomeOf(states, 0)).toMatchObject({ tries: 2, pausedMs: 20_000, tookMs: 40_000 });
  });

  it('goes on to now while it goes on', () => {
    const running = states.slice(0, 2);
    expect(toSpans(running, 105_000).at(-1)).toMatchObject({ startMs: 100_000, endMs: 105_000 });
    expect(rangeOf(running, 105_000).endMs).toBe(105_000);
    expect(rangeOf([], 7)).toEqual({ startMs: 7, endMs: 8 });
  });
});

describe('a schedule in words', () => {
  it('is told as people say it, and as it is where that is not known', () => {
    expect(describeSchedule({ interval: 86_400 })).toBe('Every day');
    expect(describeSchedule({ interval: 5_400, timezone: 'Europe/Paris' })).toBe('Every 90 minutes (Europe/Paris)');
    expect(describeSchedule({ cron: '0 7 * * 1-5' })).toBe('At 07:00 AM, Monday through Friday');
    expect(describeSchedule({ cron: 'nonsense' })).toBe('nonsense');
    expect(describeSchedule({ rrule: 'FREQ=DAILY' })).toBe('FREQ=DAILY');
    expect(describeSchedule(null)).toBe('A schedule of another kind');
  });
});
