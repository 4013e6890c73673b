// What an action works with: the services, and the firing with its events read whole. Apart from the actions, each of
// which does one thing with it.
import type { ActionRequest } from '../../src/contract/automations.js';
import type { ActionOf, ActionType } from '../../src/domain/automations/action.js';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import type { NotificationSenders } from '../../src/services/notifications/send-notification.js';
import type { ServiceContext } from '../../src/services/service-context.js';
import type { TemplateRenderer } from '../../src/services/templates/template-renderer.js';

/** What the actions are given at the start of the worker. */
export interface ActionServices {
  readonly context: ServiceContext;
  readonly senders: NotificationSenders;
  readonly templates: TemplateRenderer;
}

/** The firing behind an action, whatever the action is. */
export interface FiringInput {
  readonly services: ActionServices;
  readonly request: ActionRequest;
  /** The triggering event: the firing's last one, or the automation's own in the lists on trigger and on resolve. */
  readonly event: ReceivedEvent | null;
  /** All events of the firing, oldest first. */
  readonly events: readonly ReceivedEvent[];
}

/** One action about to be done. */
export interface ActionInput<Type extends ActionType = ActionType> extends FiringInput {
  readonly action: ActionOf<Type>;
}

export type ActionHandler<Type extends ActionType> = (
  input: ActionInput<Type>,
) => Promise<Readonly<Record<string, unknown>>>;

/** Thrown when an action cannot succeed however often it is tried; the message is the reason on record. */
export class ActionFailed extends Error {
  override readonly name = 'ActionFailed';
  constructor(
    reason: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(reason);
  }
}
