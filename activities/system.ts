// The activities of the system worker: what automations and firings ask of the platform. Each may run twice and then
// changes nothing the second time: firings and actions have ids of their own, and an executed action is not repeated.
import { Context } from '@temporalio/activity';
import type { ActionOutcome, ActionRequest, FiringRequest, SystemActivities } from '../src/contract/automations.js';
import { automationEvent } from '../src/services/automations/automation-events.js';
import { confirmAbsences } from '../src/services/automations/confirm-absences.js';
import { actionEvents, triggeredEvent, triggeredEventId } from '../src/services/automations/firing-events.js';
import { patchAutomation, requireAutomation } from '../src/services/automations/manage-automations.js';
import { nowInstant } from '../src/services/service-context.js';
import { ActionFailed, type ActionServices } from './actions/action-context.js';
import { performAction } from './actions/index.js';

const BEAT_MS = 2_000;

/** System activities over the services of this process. */
export function createSystemActivities(services: ActionServices): SystemActivities {
  const { context } = services;
  const { store } = context;

  const settle = async (request: ActionRequest, outcome: ActionOutcome): Promise<ActionOutcome> => {
    const { triggering } = await readEvents(request);
    const at = nowInstant(context);
    const { index, list, action, idempotency_key } = request;
    await store.transaction(async (repositories) => {
      const attempt = {
        status: outcome.status,
        reason: outcome.reason,
        details: { ...outcome.details },
        error: outcome.reason,
      };
      await repositories.firings.recordAttempt(request.id, { index, list, action, idempotency_key }, attempt);
      await repositories.events.insert(actionEvents(request, { ...outcome, at }, triggering));
    });
    return outcome;
  };

  const readEvents = async ({ id, firing, ...request }: FiringRequest & { list?: ActionRequest['list'] }) => {
    const found = await store.events.findAll(firing.triggering_events);
    const last = found.find((event) => event.id === firing.triggering_event) ?? null;
    if (request.list === undefined || request.list === 'actions') return { events: found, triggering: last };
    const [own] = await store.events.findAll([triggeredEventId(id)]);
    return { events: found, triggering: own ?? last };
  };

  /** Puts the firing on the ledger with the event that says so; done again, it changes nothing. */
  const begin = async ({ id, automation, firing, depth }: FiringRequest): Promise<void> => {
    const request = { id, automation, firing, depth };
    const { triggering } = await readEvents(request);
    await store.transaction(async (repositories) => {
      await repositories.firings.begin({
        id,
        automation_id: automation.id,
        automation_name: automation.name,
        triggered: firing.triggered,
        depth,
        firing,
      });
      await repositories.events.insert([triggeredEvent(request, triggering)]);
    });
  };

  return {
    sluiceRoutedUpTo: async (until) => !(await store.events.hasQueuedUpTo(until)),

    sluiceConfirmAbsences: (check) => confirmAbsences(context, check),

    sluiceBeginFiring: begin,

    async sluiceRunAction(request) {
      if (request.index === 0) await begin(request);
      const before = await store.firings.findAction(request.id, request.index);
      if (before?.status === 'executed') return { status: 'executed', reason: null, details: before.details };
      const { events, triggering } = await readEvents(request);
      const input = { services, request, action: request.action, event: triggering, events };
      // A server that dies in the middle is noticed by the beats that stay away, not by the limit of the whole action.
      const beat = setInterval(() => Context.current().heartbeat(), BEAT_MS);
      try {
        return await settle(request, { status: 'executed', reason: null, details: await performAction(input) });
      } catch (error) {
        if (error instanceof ActionFailed) {
          return settle(request, { status: 'failed', reason: error.message, details: error.details });
        }
        await recordTry(services, request, error);
        throw error;
      } finally {
        clearInterval(beat);
      }
    },

    async sluiceFailAction(request, reason) {
      if (request.index === 0) await begin(request);
      await settle(request, { status: 'failed', reason, details: {} });
    },

    async sluiceEndFiring(firingId, status) {
      await store.firings.end(firingId, status);
    },

    async sluiceStopAutomation(automationId, reason) {
      const { automation } = await requireAutomation(context, automationId);
      await store.events.insert([automationEvent(context, 'stopped', automation, { reason })]);
      await patchAutomation(context, automationId, { enabled: false });
    },
  };
}

/** An attempt that is to be repeated is on record too. */
async function recordTry({ context }: ActionServices, request: ActionRequest, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  const { index, list, action, idempotency_key } = request;
  await context.store.firings.recordAttempt(
    request.id,
    { index, list, action, idempotency_key },
    { status: 'running', reason: null, details: { attempt: Context.current().info.attempt }, error: message },
  );
}
