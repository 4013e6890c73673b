// Notifications as state handlers: notifier() watches for states and tells a channel. It goes out by an activity of the
// worker, so a replay sends nothing again; addresses kept in blocks or secrets never reach flow code.
import { isCancellation, log, proxyActivities } from '@temporalio/workflow';
import type { PlatformActivities } from '../contract/platform.js';
import { errorOf } from '../contract/failures.js';
import { SluiceError } from '../domain/errors.js';
import type { Notification, NotificationChannel, NotificationTarget } from '../domain/notifications.js';
import { describeState, type State, type StateType } from '../domain/states.js';
import type { SecretHandle } from './blocks.js';
import { currentRun } from './current-run.js';
import { assertOwnHandles } from './secret-handles.js';
import type { StateHandler, StateSubject } from './state-handlers.js';

const { sluiceNotify } = proxyActivities<Pick<PlatformActivities, 'sluiceNotify'>>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumAttempts: 4 },
});

/** A webhook address (http or https), a handle to the secret that is one, or else the name of a block that has one. */
type Destination = string | SecretHandle;

/** A Slack channel, by an incoming webhook or a `slack-webhook` block. */
export function slack(destination: Destination): NotificationChannel {
  return { type: 'slack', target: targetOf(destination) };
}

/** A Microsoft Teams channel, by a webhook or an `ms-teams-webhook` block. */
export function teams(destination: Destination): NotificationChannel {
  return { type: 'teams', target: targetOf(destination) };
}

/** Any HTTP address or `webhook` block: it is sent `{ subject, body }` as JSON. */
export function webhook(
  destination: Destination,
  options: { readonly method?: string; readonly headers?: Record<string, string | SecretHandle> } = {},
): NotificationChannel {
  const { method = null, headers } = options;
  const plain =
    headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, plainSecret(value)]));
  return { type: 'webhook', target: targetOf(destination), method, headers: plain };
}

/** E-mail, by an `email-server-credentials` block; `to` instead of the block's recipients. */
export function email(block: string, options: { readonly to?: string[] } = {}): NotificationChannel {
  return { type: 'email', block, to: options.to };
}

export interface NotifierOptions {
  /** Where to: `slack(…)`, `teams(…)`, `webhook(…)`, `email(…)`, or a function that finds it (and may load secrets). */
  readonly channel: NotificationChannel | (() => Promise<NotificationChannel>);
  /** Types (`FAILED`) or names (`Retrying`) of the states to tell of. @default all */
  readonly onlyStates?: readonly (StateType | (string & {}))[];
  /** What is said. @default one line with subject and state */
  readonly message?: (subject: StateSubject, state: State) => string | Notification;
  /** `log`: a notification that fails is logged, and the run goes on. @default 'fail', as for any state handler */
  readonly onError?: 'fail' | 'log';
}

/** A state handler that sends a notification for the states it is asked to tell of. It changes no state. */
export function notifier({ channel, onlyStates, message, onError = 'fail' }: NotifierOptions): StateHandler {
  return async (subject, _oldState, newState) => {
    if (onlyStates && !onlyStates.some((wanted) => wanted === newState.type || wanted === newState.name)) return;
    try {
      const resolved = typeof channel === 'function' ? await channel() : channel;
      await notify(resolved, message?.(subject, newState) ?? defaultMessage(subject, newState));
    } catch (error) {
      if (isCancellation(error) || onError === 'fail') throw error;
      log.warn('A notification could not be sent', { error: error instanceof Error ? error.message : String(error) });
    }
  };
}

/**
 * Sends one notification from flow code.
 *
 * @throws SluiceError `outgoing-failed` when the service did not take it, `outgoing-refused`, `not-found` for the block,
 * `forbidden` for a handle that this run did not load
 */
export async function notify(channel: NotificationChannel, message: string | Notification): Promise<void> {
  const notification = typeof message === 'string' ? splitMessage(message) : message;
  assertOwnHandles(currentRun('notify'), channel);
  try {
    await sluiceNotify({ channel, notification });
  } catch (error) {
    if (isCancellation(error)) throw error;
    throw errorOf(error) ?? new SluiceError('outgoing-failed', describe(error), { cause: error });
  }
}

function defaultMessage({ kind, name }: StateSubject, state: State): Notification {
  const subject = `${kind === 'flow' ? 'Flow' : 'Task'} ${name} is ${state.name}`;
  return { subject, body: describeState(state) };
}

/** The first line is the subject. */
function splitMessage(message: string): Notification {
  const [subject = '', ...rest] = message.split('\n');
  return { subject, body: rest.length > 0 ? rest.join('\n') : message };
}

function targetOf(destination: Destination): NotificationTarget {
  if (typeof destination !== 'string') return { url: plainSecret(destination) };
  return /^https?:\/\//i.test(destination) ? { url: destination } : { block: destination };
}

function plainSecret<Value extends string | SecretHandle>(value: Value) {
  return typeof value === 'string' ? value : { sluice_secret: value.sluice_secret };
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
