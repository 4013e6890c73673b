// What may not be saved: automations that feed themselves or can never fire.
import { describe, expect, test } from 'vitest';
import {
  automationCreateSchema,
  automationPatchSchema,
  automationUpdateSchema,
} from '../../../src/domain/automations/automation.js';
import { actionSchema } from '../../../src/domain/automations/action.js';
import { MAX_TRIGGER_DEPTH } from '../../../src/domain/triggers/trigger-shape.js';

const DEPLOYMENT = '11111111-1111-4111-8111-111111111111';
const reactive = (fields: object = {}) => ({ type: 'event', posture: 'Reactive', ...fields });

function problems(trigger: unknown, actions: unknown[] = [{ type: 'do-nothing' }], rest: object = {}): string[] {
  const parsed = automationCreateSchema.safeParse({ name: 'a', trigger, actions, ...rest });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('never fires', () => {
  test('a Proactive trigger with threshold 0, also inside another', () => {
    const silent = { type: 'event', posture: 'Proactive', threshold: 0 };
    expect(problems(silent)[0]).toMatch(/^trigger\.threshold: .*got 0/);
    expect(problems({ type: 'sequence', within: null, triggers: [reactive(), silent] })[0]).toMatch(
      /^trigger\.triggers\.1\.threshold/,
    );
  });

  test('openers that are all expected, without within', () => {
    expect(problems(reactive({ after: ['order.created'], expect: ['order.*'] }))[0]).toMatch(/^trigger\.within/);
    expect(problems(reactive({ after: ['order.created'], expect: ['order.*'], within: 60 }))).toEqual([]);
    expect(problems(reactive({ after: ['order.created'], expect: ['order.complete'] }))).toEqual([]);
  });

  test('a metric without sense', () => {
    const metric = { name: 'successes', threshold: 90, operator: '<' };
    expect(problems({ type: 'metric', metric })[0]).toMatch(/share from 0 to 1/);
    expect(problems({ type: 'metric', metric: { ...metric, threshold: 0.9 } })).toEqual([]);
    const keyed = { type: 'compound', require: 'all', within: 60, for_each: ['a'] };
    expect(problems({ ...keyed, triggers: [{ type: 'metric', metric: { ...metric, threshold: 0.9 } }] })[0]).toMatch(
      /has no key/,
    );
  });

  test('nesting has an end, found without following it', () => {
    const nest = (depth: number): object =>
      depth === 1 ? reactive() : { type: 'sequence', within: null, triggers: [nest(depth - 1)] };
    expect(problems(nest(MAX_TRIGGER_DEPTH))).toEqual([]);
    expect(problems(nest(MAX_TRIGGER_DEPTH + 1))).toEqual(['trigger: triggers nest at most 20 deep']);
    let deep: object = reactive();
    for (let level = 0; level < 100_000; level++) deep = { type: 'sequence', within: null, triggers: [deep] };
    expect(problems(deep)).toEqual(['trigger: triggers nest at most 20 deep']);
  });
});

describe('the written forms of the reference', () => {
  const withinOf = (trigger: object) => automationCreateSchema.parse({ name: 'a', trigger, actions: [] }).trigger;

  test.each([0, 1e-7, false, '', [], {}])('a Proactive trigger with within %j waits the least there is', (within) => {
    expect(withinOf({ type: 'event', posture: 'Proactive', within })).toMatchObject({ within: 10 });
  });

  test('the id of a trigger is a UUID', () => {
    for (const id of [DEPLOYMENT, DEPLOYMENT.replaceAll('-', ''), `{${DEPLOYMENT}}`, `urn:uuid:${DEPLOYMENT}`]) {
      expect(problems(reactive({ id }))).toEqual([]);
    }
    for (const id of ['', 'x', `${DEPLOYMENT}0`, `{${DEPLOYMENT}`, ` ${DEPLOYMENT}`, null, 1]) {
      expect(problems(reactive({ id }))[0]).toMatch(/^trigger\.id/);
    }
  });

  test('what is told from the posture is not told from another key', () => {
    expect(problems({ posture: 'Reactive', metric: null })).toEqual([]);
    expect(problems({ metric: null })[0]).toMatch(/^trigger\.metric/);
  });
});

describe('feeds itself', () => {
  const run = { type: 'run-deployment', deployment_id: DEPLOYMENT };
  test('one pattern of a list that fits every run leaves none out', () => {
    const every = { 'prefect.resource.id': ['other', 'prefect.flow-run.*'] };
    const broad = reactive({ expect: ['prefect.flow-run.Running'], match: every, match_related: [every] });
    expect(problems(broad, [run])[0]).toMatch(/^actions\.0/);
  });

  test.each(['Scheduled', 'Pending', 'Running', '*'])('runs a deployment on %s of any run', (name) => {
    expect(problems(reactive({ expect: [`prefect.flow-run.${name}`] }), [run])[0]).toMatch(/^actions\.0/);
  });

  test('a narrowed selected deployment, a disabled automation and an end state are all right', () => {
    const running = { expect: ['prefect.flow-run.Running'] };
    expect(problems(reactive({ ...running, match_related: { 'prefect.resource.name': 'up' } }), [run])).toEqual([]);
    expect(problems(reactive(running), [run], { enabled: 'false' })).toEqual([]);
    expect(problems(reactive({ expect: ['prefect.flow-run.Completed'] }), [run])).toEqual([]);
  });

  test.each([
    ['Failed', { type: 'change-flow-run-state', state: 'FAILED' }],
    ['Gone', { type: 'change-flow-run-state', state: 'CANCELLED', name: 'Gone' }],
    ['Cancelling', { type: 'cancel-flow-run' }],
    ['Suspended', { type: 'suspend-flow-run' }],
  ])('puts a run into %s on that state', (name, action) => {
    expect(problems(reactive({ expect: [`prefect.flow-run.${name}`] }), [action])[0]).toContain(name);
    expect(problems(reactive({ expect: ['prefect.flow-run.Late'] }), [action])).toEqual([]);
  });

  test('the events of firings, unless another automation is named', () => {
    const own = { expect: ['prefect.automation.triggered'] };
    expect(problems(reactive(own))[0]).toMatch(/^trigger\.expect/);
    expect(problems(reactive({ ...own, match: { 'prefect.resource.id': 'prefect.automation.1' } }))).toEqual([]);
    expect(problems(reactive({ expect: ['prefect.automation.action.failed'] }))).toEqual([]);
  });
});

describe('forms', () => {
  test('alternatives are told apart by type; an empty document is refused', () => {
    expect(problems({})).not.toEqual([]);
    expect(problems(reactive(), [{}])).not.toEqual([]);
    expect(problems(reactive(), [{ block_document_id: DEPLOYMENT }])).not.toEqual([]);
    expect(problems(reactive(), [{ type: 'declare-incident' }])).not.toEqual([]);
  });

  test('selected needs a target and inferred has none', () => {
    for (const [type, field] of [
      ['run-deployment', 'deployment_id'],
      ['pause-deployment', 'deployment_id'],
      ['resume-deployment', 'deployment_id'],
      ['pause-work-pool', 'work_pool_id'],
      ['resume-work-pool', 'work_pool_id'],
      ['pause-work-queue', 'work_queue_id'],
      ['resume-work-queue', 'work_queue_id'],
      ['pause-automation', 'automation_id'],
      ['resume-automation', 'automation_id'],
    ] as const) {
      expect(actionSchema.safeParse({ type }).error?.issues[0]?.path).toEqual([field]);
      expect(actionSchema.safeParse({ type, source: 'inferred', [field]: DEPLOYMENT }).success).toBe(false);
      expect(actionSchema.safeParse({ type, source: 'inferred' }).success).toBe(true);
      expect(actionSchema.safeParse({ type, [field]: DEPLOYMENT, extra: 1 }).data).not.toHaveProperty('extra');
    }
  });

  test('actions carry their defaults', () => {
    expect(actionSchema.parse({ type: 'run-deployment', deployment_id: DEPLOYMENT, schedule_after: 'PT5M' })).toEqual({
      type: 'run-deployment',
      source: 'selected',
      deployment_id: DEPLOYMENT,
      parameters: null,
      job_variables: null,
      schedule_after: 300,
    });
    const webhook = { type: 'call-webhook', block_document_id: DEPLOYMENT };
    expect(actionSchema.parse(webhook)).toEqual({ ...webhook, payload: '' });
    expect(actionSchema.parse({ ...webhook, payload: { a: 1 } })).toEqual({ ...webhook, payload: '{\n  "a": 1\n}' });
  });

  test('create fills in, update leaves out, patch switches; unknown keys are refused', () => {
    const body = { name: 'a', trigger: reactive(), actions: [] };
    expect(automationCreateSchema.parse(body)).toMatchObject({ enabled: true, tags: [], owner_resource: null });
    expect(automationUpdateSchema.parse(body)).not.toHaveProperty('enabled');
    expect(automationUpdateSchema.safeParse({ ...body, owner_resource: 'x' }).success).toBe(false);
    expect(automationCreateSchema.safeParse({ ...body, bogus: 1 }).success).toBe(false);
    expect(automationPatchSchema.parse({ enabled: 'false' })).toEqual({ enabled: false });
    expect(automationPatchSchema.safeParse({ name: 'b' }).success).toBe(false);
  });
});
