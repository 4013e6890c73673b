// State handlers: functions that are asked at every state change of a task or flow. They log it, post it to Slack, look
// at what a state carries, and may be made of smaller parts.
import {
  callbackFactory,
  flow,
  getRunLogger,
  isTerminal,
  notifier,
  Secret,
  slack,
  tasks,
  type State,
  type StateHandler,
  type StateSubject,
} from 'sluice/workflow';
import { z } from 'zod';
import type { ArithmeticTasks, SlackTasks } from '../../src/contract/example-tasks.js';

const { add, divide, missionCriticalTask } = tasks<ArithmeticTasks>();
const { postToSlack } = tasks<SlackTasks>();

const myStateHandler: StateHandler = (subject, oldState, newState) => {
  getRunLogger().info(
    `Calling my custom state handler on ${subject.name}: ${oldState?.name ?? 'none'} to ${newState.name}`,
  );
  return newState;
};

export const stateHandlerDemo = flow(
  { name: 'state-handler-demo', stateHandlers: [myStateHandler] },
  async () => 'done',
);

export const taskStateHandler = flow({ description: 'Looks at every state of a task.' }, async () =>
  add.withOptions({ stateHandlers: [myStateHandler] })(1, 2),
);

/** Posts when the task has finished, well or badly. That the post fails fails the task. */
const postWhenFinished =
  (webhookUrl: string): StateHandler =>
  async (task, _oldState, newState) => {
    if (isTerminal(newState.type)) {
      await postToSlack(webhookUrl, `Task ${task.name} finished in state ${newState.name}`);
    }
    return newState;
  };

export const slackWhenFinished = flow(
  {
    description: 'Posts to Slack when its task has finished.',
    parameters: z.object({ slackUrl: z.url(), x: z.number().default(1), y: z.number().default(2) }),
  },
  async ({ slackUrl, x, y }) => divide.withOptions({ stateHandlers: [postWhenFinished(slackUrl)] })(x, y),
);

/** The same with the address kept as a secret: it reaches the task and nothing that can be read. */
const postWithSecret: StateHandler = async (task, _oldState, newState) => {
  if (isTerminal(newState.type)) {
    const slackUrl = await Secret.load('slack-webhook-url');
    await postToSlack(slackUrl, `Task ${task.name} finished in state ${newState.name}`);
  }
  return newState;
};

export const slackWithSecret = flow({ description: 'Keeps the address of Slack as a secret.' }, async () =>
  add.withOptions({ stateHandlers: [postWithSecret] })(1, 2),
);

const postRetries: StateHandler = async (task, _oldState, newState) => {
  if (newState.name === 'AwaitingRetry') {
    const retryAt = newState.state_details.scheduled_time;
    await postToSlack(await Secret.load('slack-webhook-url'), `Task ${task.name} failed and is retrying at ${retryAt}`);
  }
  return newState;
};

export const slackWhenRetrying = flow({ description: 'Tells when a failed task is tried again.' }, async () => {
  const options = { retries: 1, retryDelaySeconds: 0.5, stateHandlers: [postRetries], returnState: true } as const;
  return (await divide.withOptions(options)(1, 0)).name;
});

const alertOnSpecialFailure: StateHandler = (_task, _oldState, newState) => {
  if (newState.type === 'FAILED') {
    const { flag, value } = (newState.data ?? {}) as { flag?: boolean; value?: number };
    if (flag) getRunLogger().critical(`Special failure mode! Send all the alerts! a == b == ${value}`);
  }
  return newState;
};

export const specialFailure = flow(
  {
    description: 'Alerts when a task fails in a way of its own.',
    parameters: z.object({ a: z.number(), b: z.number() }),
  },
  async ({ a, b }) => {
    const handlers = [alertOnSpecialFailure, myStateHandler];
    const state = await missionCriticalTask.withOptions({ stateHandlers: handlers, returnState: true })(a, b);
    return state.type === 'COMPLETED' ? state.data : state.message;
  },
);

const sendPost = async (task: StateSubject, state: State) => {
  const retryAt = state.state_details.scheduled_time;
  await postToSlack(await Secret.load('slack-webhook-url'), `Task ${task.name} is retrying at ${retryAt}`);
};
const postToSlackOnRetry = callbackFactory(sendPost, (state) => state.name === 'AwaitingRetry');

export const callbackOnRetry = flow({ description: 'Puts a state handler together from two functions.' }, async () => {
  const options = {
    retries: 1,
    retryDelaySeconds: 0.5,
    stateHandlers: [postToSlackOnRetry],
    returnState: true,
  } as const;
  return (await divide.withOptions(options)(1, 0)).name;
});

export const failureCallbacks = flow(
  {
    description: 'Has callbacks for the failure of a task and of the flow.',
    onFailure: [async (failed, run, state) => getRunLogger().error(`${failed.kind} ${run.name}: ${state.message}`)],
  },
  async () =>
    divide.withOptions({
      onFailure: [async (failed, run, state) => getRunLogger().error(`${failed.kind} ${run.name}: ${state.message}`)],
    })(1, 0),
);

/** The short way: the notifier finds the channel, waits for the states it is told of and words the message. */
const notifySlack = notifier({
  channel: async () => slack(await Secret.load('slack-webhook-url')),
  onlyStates: ['AwaitingRetry', 'FAILED'],
});

export const notifiesSlack = flow({ description: 'Notifies Slack of retries and failures.' }, async () => {
  const options = { retries: 1, retryDelaySeconds: 0.5, stateHandlers: [notifySlack], returnState: true } as const;
  return (await divide.withOptions(options)(1, 0)).name;
});
