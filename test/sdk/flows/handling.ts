// Flows whose states are looked at, replaced and reported by state handlers and hooks.
import {
  callbackFactory,
  Fail,
  flow,
  getRunLogger,
  pauseFlowRun,
  Skip,
  suspendFlowRun,
  tasks,
  type State,
  type StateCreate,
  type StateHandler,
  type StateHook,
  type TaskOptions,
} from 'sluice/workflow';
import type { Work } from '../work.js';

const { count, echo, failWithData, flaky, hold } = tasks<Work>();

const say = (line: string) => getRunLogger().info(line);

/** Says every change, under a name of its own. */
const tells =
  (name: string): StateHandler =>
  (subject, oldState, newState) =>
    say(`${name}: ${subject.kind} ${subject.name} ${oldState?.name ?? 'nothing'} -> ${newState.name}`);

const replaces =
  (name: string, state: StateCreate): StateHandler =>
  (_subject, _oldState, newState) =>
    newState.name === name ? state : undefined;

const throws =
  (name: string, error: () => Error): StateHandler =>
  (_subject, _oldState, newState) => {
    if (newState.name === name) throw error();
  };

const outcome = ({ type, name, message, data }: State) => [type, name, message, data];

const TASKS: Readonly<Record<string, TaskOptions>> = {
  inOrder: {
    stateHandlers: [
      tells('first'),
      replaces('Completed', { type: 'COMPLETED', name: 'Improved', data: 'better' }),
      tells('second'),
    ],
  },
  spared: { stateHandlers: [replaces('Running', { type: 'COMPLETED', name: 'Spared', data: 'not run' })] },
  refused: { stateHandlers: [throws('Completed', () => new TypeError('no good')), tells('never')] },
  refusedAtStart: { stateHandlers: [throws('Running', () => new TypeError('not today'))] },
  signalled: { stateHandlers: [throws('Completed', () => new Skip('not needed', { result: 'skipped' })), tells('no')] },
  failedBySignal: { stateHandlers: [throws('Completed', () => new Fail('looks wrong', { result: [1] }))] },
};

export const handledTask = flow({}, async ({ how }: { how: string }) =>
  outcome(await echo.withOptions({ ...TASKS[how], returnState: true })('plain')),
);

/** Its handler fails the first attempt, and a retry follows as after any other failure. */
export const retriedAfterHandler = flow({}, async ({ key, delay }: { key: string; delay: number }) => {
  let refusals = 0;
  const handler: StateHandler = (_subject, _oldState, newState) => {
    if (newState.name !== 'Completed' || refusals > 0) return;
    refusals += 1;
    throw new Error('once');
  };
  return count.withOptions({ retries: 1, retryDelaySeconds: delay, stateHandlers: [tells('h'), handler] })(key);
});

/** Says when the next attempt comes, and what failed attempts and failed tasks carry. */
export const watchedRetries = flow({}, async ({ key }: { key: string }) => {
  const handler: StateHandler = (_subject, _oldState, { name, message, state_details }) => {
    if (name === 'AwaitingRetry') say(`retried at ${state_details.scheduled_time}: ${message}`);
    if (name === 'Retrying') say('retrying');
  };
  return flaky.withOptions({ retries: 1, retryDelaySeconds: 0.01, stateHandlers: [handler] })(key, 1);
});

export const failsWithData = flow({}, async () => {
  const handler: StateHandler = (_subject, _oldState, { type, data }) => {
    const { flag, value } = (data ?? {}) as { flag?: boolean; value?: number };
    if (type === 'FAILED' && flag) say(`a == b == ${value}`);
  };
  const state = await failWithData.withOptions({ stateHandlers: [handler], returnState: true })(7);
  return outcome(state);
});

/** Its handlers call tasks of the names that the flow calls too. */
export const handlersCallTasks = flow({}, async ({ key }: { key: string }) => {
  const counts: StateHandler = async (_subject, _oldState, { name }) => {
    if (name === 'Completed') say(`handler got ${await count(`${key} handler`)}`);
  };
  const first = await count.withOptions({ stateHandlers: [counts] })(`${key} flow`);
  await suspendFlowRun();
  const second = await count.withOptions({ stateHandlers: [counts] })(`${key} flow`);
  return [first, second];
});

const hooked = (name: string): StateHook => {
  return (subject, run, state) => say(`${name}: ${subject.kind} ${run.name} ${run.runCount} ${state.name}`);
};
const breaks: StateHook = async function breaks() {
  throw new Error('a broken hook');
};

export const hookedTasks = flow({}, async ({ key }: { key: string }) => {
  const hooks = {
    onRunning: [hooked('running')],
    onCompletion: [breaks, hooked('completion')],
    onFailure: [hooked('failure')],
  };
  const options = { retries: 1, retryDelaySeconds: 0.01, ...hooks, returnState: true } as const;
  return [
    (await flaky.withOptions(options)(`${key} once`, 1)).name,
    (await flaky.withOptions(options)(`${key} always`, 9)).name,
    (await hold.withOptions({ ...hooks, timeoutSeconds: 0.05, returnState: true })(`${key} slow`)).name,
  ];
});

const said: string[] = ['onRunning', 'onCompletion', 'onFailure', 'onCancellation', 'onCrashed'];
const allHooks = Object.fromEntries(said.map((name) => [name, [hooked(name)]]));

export const hookedFlow = flow(
  { ...allHooks, stateHandlers: [tells('flow')], retries: 1, retryDelaySeconds: 0.01 },
  async ({ key, failures }: { key: string; failures: number }) => {
    const attempt = await count.withOptions({ persistResult: false })(key);
    if (attempt <= failures) throw new Error(`attempt ${attempt}`);
    return attempt;
  },
);

export const hookedTimeout = flow({ ...allHooks, timeoutSeconds: 0.1 }, async ({ key }: { key: string }) => hold(key));

/** What its handler does when it is cancelled is done in spite of the cancellation. */
export const hookedCancellation = flow(
  {
    ...allHooks,
    stateHandlers: [
      async (_subject, _oldState, { name }) => {
        if (name === 'Cancelled') say(`told ${String(await echo('of the end'))}`);
      },
    ],
  },
  async ({ key }: { key: string }) =>
    hold.withOptions({ stateHandlers: [tells('task')], heartbeatTimeoutSeconds: 1 })(key),
);

/** One of its tasks crashes by a handler's word, the other is held until the run is cancelled. */
export const hookedTaskEnds = flow({}, async ({ key }: { key: string }) => {
  const hooks = {
    onFailure: [hooked('failure')],
    onCancellation: [hooked('cancellation')],
    onCrashed: [hooked('crash')],
  };
  const stateHandlers = [replaces('Completed', { type: 'CRASHED', message: 'the disk is gone' })];
  await echo.withOptions({ ...hooks, stateHandlers, returnState: true })(1);
  await hold.withOptions({ ...hooks, heartbeatTimeoutSeconds: 1 })(key);
});

export const crashesBySignal = flow(
  { ...allHooks, stateHandlers: [replaces('Completed', { type: 'CRASHED', message: 'the disk is gone' })] },
  async () => 'done',
);

export const handledPause = flow({ stateHandlers: [tells('flow')] }, async () => {
  await pauseFlowRun();
  await suspendFlowRun();
});

export const improvedFlow = flow(
  {
    stateHandlers: [
      tells('first'),
      replaces('Failed', { type: 'COMPLETED', name: 'Rescued', data: { rescued: true } }),
      tells('second'),
    ],
  },
  async () => {
    throw new Error('never mind');
  },
);

export const refusedFlow = flow(
  { stateHandlers: [throws('Completed', () => new TypeError('no good'))] },
  async () => 1,
);

export const refusedFlowAtStart = flow(
  { stateHandlers: [throws('Running', () => new TypeError('not today'))] },
  async ({ key }: { key: string }) => count(key),
);

export const callsBack = flow({}, async ({ key }: { key: string }) => {
  const handler = callbackFactory(
    (task, state) => say(`${task.name} is retried at ${state.state_details.scheduled_time}`),
    (state) => state.name === 'AwaitingRetry',
  );
  return flaky.withOptions({ retries: 1, retryDelaySeconds: 0.01, stateHandlers: [handler] })(key, 1);
});
