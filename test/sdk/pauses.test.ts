// Pauses on a real server: keys, answers, time limits, forms, who won, and what a person sees in the Temporal Web UI.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFlows, until, type FlowServer, type Run } from './harness.js';
import { RecordingPlatform } from './recording-platform.js';
import { openGate, work } from './work.js';

const recorded = new RecordingPlatform();
let server: FlowServer;
beforeAll(async () => {
  const flows = fileURLToPath(new URL('./flows/pausing.ts', import.meta.url));
  server = await serveFlows(flows, recorded.platform, work);
});
afterAll(() => server.stop());

const decisionsOf = (run: Run) => recorded.of(run.id, 'decision').map(({ decision }) => decision);

describe('a pause', () => {
  it('waits an hour unless told otherwise, and says so in its state', async () => {
    const run = await server.start('pausing', {});
    const pause = await run.paused();
    expect(pause).toMatchObject({ key: '1', kind: 'paused', schema: null, initial_data: null, description: null });
    expect(Date.parse(pause.timeout_at as string) - Date.parse(pause.paused_at)).toBeCloseTo(3_600_000, -2);
    await until('the state to be on record', () => recorded.stateNames(run.id).includes('Paused'));
    expect(recorded.statesOf(run.id).at(-1)).toMatchObject({
      type: 'PAUSED',
      name: 'Paused',
      state_details: {
        pause_key: '1',
        pause_timeout: pause.timeout_at,
        pause_reschedule: false,
        run_input_keyset: null,
        flow_run_id: run.id,
      },
    });
    expect(await run.resume({ actor: 'ann' })).toMatchObject({ status: 'ACCEPT', pause_key: '1', kind: 'paused' });
    expect(await run.result()).toBe('resumed');
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Paused', 'Running', 'Completed']);
    expect(recorded.of(run.id, 'flow-run-state').at(-1)?.run_count).toBe(1);
  });

  it.each([
    [null, null],
    [90, 90_000],
    ['2 hours', 7_200_000],
  ])('waits as long as it is told: %j', async (timeout, expectedMs) => {
    const run = await server.start('pausing', { timeout });
    const pause = await run.paused();
    const waits = pause.timeout_at === null ? null : Date.parse(pause.timeout_at) - Date.parse(pause.paused_at);
    if (expectedMs === null) expect(waits).toBeNull();
    else expect(waits).toBeCloseTo(expectedMs, -2);
    await run.resume();
  });

  it('fails the run when nobody comes, in words that say so, and without a retry', async () => {
    const run = await server.start('pausing', { timeout: 0.05 });
    expect(await run.failure()).toMatchObject({ code: 'pause-timeout' });
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Paused', 'Failed']);
    expect(recorded.statesOf(run.id).at(-1)?.message).toBe('The flow was paused and never resumed.');
    expect(decisionsOf(run)).toMatchObject([{ outcome: 'timed-out', actor: null }]);
  });

  it('that nobody answers may be caught: the run goes on', async () => {
    const run = await server.start('catchingTimeout', { timeout: 0.05 });
    expect(await run.result()).toBe('went on');
    expect(recorded.stateNames(run.id)).toEqual(['Pending', 'Running', 'Paused', 'Running', 'Completed']);
  });

  it('that nobody answers may give a value instead', async () => {
    const run = await server.start('defaulting');
    expect(await run.result()).toBe(7);
    expect(decisionsOf(run)).toMatchObject([{ outcome: 'defaulted', answer: 7 }]);
  });

  it('does not count against the time limit of the flow', async () => {
    const run = await server.start('patient');
    const { paused_at } = await run.paused();
    await until('more than the time limit to pass', () => Date.now() > Date.parse(paused_at) + 600);
    await run.resume();
    expect(await run.result()).toBe('not timed out');
  });

  it('has a key that counts, or the one it is given, and each key pauses once', async () => {
    const run = await server.start('pausingThrice');
    for (const key of ['1', 'named', '3']) {
      await run.paused({ key });
      await run.resume({ pause_key: key });
    }
    expect(await run.result()).toBe('done');
    expect(decisionsOf(run).map(({ pause_key }) => pause_key)).toEqual(['1', 'named', '3']);
    expect(recorded.of(run.id, 'flow-run-state').at(-1)?.empirical_policy.pause_keys).toEqual(['1', 'named', '3']);
  });

  it('waits for its turn when another is open', async () => {
    const run = await server.start('twoAtOnce');
    await run.paused({ key: 'first' });
    expect(await run.refusal({ pause_key: 'second', run_input: { value: 'b' } })).toMatchObject({
      code: 'flow-run-not-paused',
    });
    await run.resume({ run_input: { value: 'a' } });
    await run.paused({ key: 'second' });
    await run.resume({ run_input: { value: 'b' } });
    expect(await run.result()).toEqual(['a', 'b']);
  });

  it('lets running tasks go on', async () => {
    const run = await server.start('pausingBesideTask', { key: 'beside' });
    await run.paused();
    openGate('beside');
    await until('the task to finish', () => recorded.taskStateNames(run.id)['hold-0']?.at(-1) === 'Completed');
    await run.resume({ run_input: { value: 'yes' } });
    expect(await run.result()).toEqual(['yes', 'beside']);
  });
});

describe('a resume', () => {
  it('of a run that is not paused, not any more, or over is refused, each in its own words', async () => {
    const run = await server.start('pausing', {});
    const { key } = await run.paused();
    await run.resume({ actor: 'ann' });
    await run.result();
    expect(recorded.stateNames(run.id).at(-1)).toBe('Completed');
    const other = await server.start('pausing', {});
    await other.paused();
    expect(await other.refusal({ pause_key: 'nope' })).toMatchObject({ code: 'flow-run-not-paused' });
    expect(await other.refusal({ pause_key: 3 as never })).toMatchObject({
      code: 'request-invalid',
      fields: [{ path: 'pause_key' }],
    });
    await other.resume({ pause_key: key });
  });

  it('repeated with its idempotency key gets the first answer, also while the next pause is open', async () => {
    const run = await server.start('pausingThrice');
    await run.paused({ key: '1' });
    const first = await run.resume({ idempotency_key: 'once', actor: 'ann' });
    await run.paused({ key: 'named' });
    expect(await run.resume({ idempotency_key: 'once', actor: 'bob' })).toEqual(first);
    expect(await run.pause()).toMatchObject({ key: 'named' });
    expect(await run.refusal({ pause_key: '1' })).toMatchObject({
      code: 'pause-already-resolved',
      details: { pause_key: '1', outcome: 'resumed', actor: 'ann', decision_id: first.decision_id },
    });
    await run.handle.terminate();
  });

  it('is accepted once out of a hundred at once; ninety-nine are told who won', async () => {
    const run = await server.start('pausingBesideTask', { key: 'crowd' });
    await run.paused();
    const attempts = Array.from({ length: 100 }, (_, index) => `actor-${index}`);
    const outcomes: (string | undefined)[] = [];
    // Temporal takes ten updates in flight a run.
    const send = async (): Promise<void> => {
      for (let actor = attempts.pop(); actor !== undefined; actor = attempts.pop()) {
        const request = { actor, run_input: { value: actor } };
        const outcome = await run.resume(request).then(
          () => ({ accepted: actor }),
          () => run.refusal(request),
        );
        if ('accepted' in outcome) outcomes.push(`accepted ${outcome.accepted}`);
        else outcomes.push(`${outcome.code} ${String(outcome.details['actor'])}`);
      }
    };
    await Promise.all(Array.from({ length: 10 }, send));
    const accepted = outcomes.filter((outcome) => outcome?.startsWith('accepted '));
    expect(accepted).toHaveLength(1);
    const winner = accepted[0]?.slice('accepted '.length);
    expect(outcomes.filter((outcome) => outcome === `pause-already-resolved ${winner}`)).toHaveLength(99);
    openGate('crowd');
    expect(await run.result()).toEqual([winner, 'crowd']);
    expect(decisionsOf(run)).toHaveLength(1);
  });

  it('may come as a signal: kept though no worker answers, and refused without a word when it is wrong', async () => {
    const run = await server.start('ordering');
    await run.paused();
    await run.handle.signal('resume', { run_input: { item: 'piano', amount: 2 } });
    await run.handle.signal('resume', { run_input: { item: 'drum', amount: 2 }, actor: 'signal' });
    expect(await run.result()).toEqual({ item: 'drum', amount: 2, note: 'none' });
    expect(decisionsOf(run)).toMatchObject([{ actor: 'signal' }]);
  });
});

describe('an answer', () => {
  it('that does not fit is refused with the fields that are wrong, and the run stays paused', async () => {
    const run = await server.start('ordering');
    await run.paused();
    expect(await run.refusal({ run_input: { item: '', amount: 1.5, more: 1 } })).toMatchObject({
      code: 'run-input-invalid',
      fields: [{ path: 'item' }, { path: 'amount' }, { path: '' }],
    });
    expect(await run.refusal({ run_input: { item: 'piano', amount: 2 } })).toMatchObject({
      code: 'run-input-invalid',
      fields: [{ path: 'amount', message: 'One piano at a time.' }],
    });
    expect(await run.refusal({})).toMatchObject({ code: 'run-input-invalid' });
    const updates = async () =>
      JSON.stringify((await run.handle.fetchHistory()).events).match(/workflowExecutionUpdate\w+Attributes":\{/g);
    expect(await updates()).toBeNull();
    await run.resume({ run_input: { item: 'piano', amount: 1 } });
    expect(await updates()).toHaveLength(2);
    expect(await run.result()).toEqual({ item: 'piano', amount: 1, note: 'none' });
  });

  it('may be judged after the resume instead: structure first, refinements in the flow', async () => {
    const run = await server.start('orderingLater');
    await run.paused();
    expect(await run.refusal({ run_input: { item: 'piano' } })).toMatchObject({ code: 'run-input-invalid' });
    await run.resume({ run_input: { item: 'piano', amount: 2 } });
    expect(await run.result()).toEqual({ refused: [{ path: 'amount', message: 'One piano at a time.' }] });
  });

  it.each([
    ['text', 'x', 5],
    ['number', 1.5, 'x'],
    ['list', [1, 2], [1, 'x']],
    ['date', '2026-07-29', '29.7.2026'],
    ['choice', 'yes', 'maybe'],
    ['either', 5, true],
    ['base64', 'aGVsbG8=', '***'],
    ['jwt', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2ln', 'no.jwt.here'],
  ])('may be of any type: %s', async (type, good, bad) => {
    const run = await server.start('anyType', { type });
    await run.paused();
    expect(await run.refusal({ run_input: { value: bad } })).toMatchObject({ code: 'run-input-invalid' });
    await run.resume({ run_input: { value: good } });
    expect(await run.result()).toEqual(good);
  });

  it('is what the schema makes of it', async () => {
    const run = await server.start('anyType', { type: 'transformed' });
    await run.paused();
    await run.resume({ run_input: { value: 'four' } });
    expect(await run.result()).toBe(4);
  });
});

describe('the schemas of a flow', () => {
  it('take a configuration of their own, which no other run sees', async () => {
    const message = async (other: boolean) => (await server.start('localised', { other })).result();
    expect(await message(true)).toBe('passt nicht');
    expect(await message(false)).toBe('Invalid input: expected number, received string');
  });
});

describe('what a pause publishes', () => {
  it('is enough to draw a form and to know what was decided', async () => {
    const run = await server.start('described');
    const pause = await run.paused();
    expect(pause).toMatchObject({
      key: 'choose',
      description: '**Choose** well.',
      initial_data: { item: 'drum' },
      schema: {
        title: 'Order',
        type: 'object',
        additionalProperties: false,
        required: ['amount'],
        properties: {
          item: { title: 'Item', type: 'string', minLength: 1, default: 'drum' },
          amount: { title: 'Amount', type: 'integer', exclusiveMinimum: 0 },
          note: { title: 'Note', type: 'string', default: 'none' },
        },
      },
    });
    await run.resume({ run_input: { amount: 3 }, actor: 'ann', idempotency_key: 'k' });
    expect(await run.result()).toEqual({ item: 'drum', amount: 3, note: 'none' });
    const inputs = recorded.of(run.id, 'input').map(({ key, value }) => [key, JSON.parse(value) as unknown]);
    expect(inputs).toEqual([
      ['paused-choose-schema', pause.schema],
      ['paused-choose-description', '**Choose** well.'],
      ['paused-choose-response', { amount: 3 }],
    ]);
    expect(recorded.statesOf(run.id)[2]?.state_details.run_input_keyset).toEqual({
      schema: 'paused-choose-schema',
      response: 'paused-choose-response',
      description: 'paused-choose-description',
    });
    expect(decisionsOf(run)).toMatchObject([
      {
        pause_key: 'choose',
        kind: 'paused',
        outcome: 'resumed',
        actor: 'ann',
        answer: { amount: 3 },
        paused_at: pause.paused_at,
        schema: pause.schema,
        initial_data: { item: 'drum' },
        description: '**Choose** well.',
        idempotency_key: 'k',
      },
    ]);
  });

  it('tells a person in the Temporal Web UI what is waited for, until when, and how to resume', async () => {
    const run = await server.start('described');
    const pause = await run.paused();
    interface Metadata {
      currentDetails: string;
      definition: Record<`${'query' | 'signal' | 'update'}Definitions`, { name: string; description: string }[]>;
    }
    const { currentDetails, definition } = await run.handle.query<Metadata>('__temporal_workflow_metadata');
    for (const part of [
      '`choose`',
      '**Choose** well.',
      pause.timeout_at,
      `sluice flow-run resume ${run.id}`,
      '"amount"',
    ]) {
      expect(currentDetails).toContain(part);
    }
    const described = [...definition.updateDefinitions, ...definition.signalDefinitions, ...definition.queryDefinitions]
      .filter(({ name }) => !name.startsWith('__'))
      .map(({ name, description }) => [name, description.length > 10]);
    expect(Object.fromEntries(described)).toMatchObject({ resume: true, suspend: true, state: true, pause: true });
    const { searchAttributes } = await until('search attributes', async () => {
      const found = await run.handle.describe();
      return found.searchAttributes['SluiceState']?.[0] === 'Paused' ? found : null;
    });
    expect(searchAttributes).toMatchObject({ SluiceFlow: ['described'], SluiceState: ['Paused'] });
    expect(searchAttributes['SluicePausedAt']?.[0]).toEqual(new Date(Date.parse(pause.paused_at)));
    await run.resume({ run_input: { amount: 1 } });
    await run.result();
    expect((await run.handle.describe()).searchAttributes['SluiceState']).toEqual(['Completed']);
  });
});
