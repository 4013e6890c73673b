// Use case: before an absence about a flow run is acted on, look once more. What was awaited may have been received while
// the clock ran out, or the run may have ended or moved on without its record having reached the platform yet; Temporal
// knows, since the run is its workflow.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AbsenceCheck } from '../../contract/automations.js';
import { bucketingKey } from '../../domain/events/bucketing-key.js';
import type { Event } from '../../domain/events/event.js';
import { eventFilterSchema } from '../../domain/filters/event-filter.js';
import { formatInstantUs, parseInstantUs } from '../../domain/instants.js';
import { defaultStateName, type StateType } from '../../domain/states.js';
import { compileTrigger, coversEvent } from '../../domain/triggers/compile.js';
import { runAbsencesOf, type RunAbsence } from '../../domain/triggers/absences.js';
import type { ServiceContext } from '../service-context.js';

/** A run without a worker does not answer; the absence is then taken as it is. */
const ANSWER_LIMIT_MS = 1_000;
const MOST_EVENTS = 500;

/** For each firing: why it is not to be acted on; null when it stands, or rests on no absence about a run. */
export async function confirmAbsences(
  context: ServiceContext,
  { trigger, since, firings }: AbsenceCheck,
): Promise<(string | null)[]> {
  const compiled = compileTrigger(trigger);
  return Promise.all(
    firings.map(async (firing) => {
      for (const absence of runAbsencesOf(compiled, firing)) {
        const reason = await refute(context, absence, since);
        if (reason !== null) return reason;
      }
      return null;
    }),
  );
}

async function refute(context: ServiceContext, absence: RunAbsence, since: string): Promise<string | null> {
  const span = await spanOf(context, absence);
  const { node, firing, flowRunId } = absence;
  const filter = eventFilterSchema.parse({ any_resource: { id: [`prefect.flow-run.${flowRunId}`] }, order: 'ASC' });
  const rows = await context.store.eventQueries.list({ ...filter, ...span }, MOST_EVENTS, null);
  const key = JSON.stringify(firing.bucketing_key);
  const counts = (event: Event) =>
    node.names.isExpected(event.event) &&
    coversEvent(node, event) &&
    !firing.triggering_events.includes(event.id) &&
    JSON.stringify(bucketingKey(event, node.forEach)) === key;
  const came = rows.filter(({ event }) => event.received >= since && counts(event));
  if (came.length >= node.trigger.threshold) {
    return `'${came[0]?.event.event}' had come in time: it was received late, at ${came[0]?.event.received}.`;
  }
  const state = await realState(context, flowRunId);
  if (state === null || state.at > span.until || state.at <= span.since || node.trigger.threshold > came.length + 1) {
    return null;
  }
  const name = `prefect.flow-run.${state.name}`;
  if (!node.names.isExpected(name) || rows.some(({ event }) => event.event === name)) return null;
  return `the run has been ${state.name} since ${state.at}: its event has yet to come.`;
}

/** The window that had no event: from its opener, or `within` before its end. */
async function spanOf({ store }: ServiceContext, { node, firing }: RunAbsence) {
  const [openerId] = firing.triggering_events;
  const [opener] = node.trigger.after.length > 0 && openerId ? await store.events.findAll([openerId]) : [];
  const occurredUs = parseInstantUs(firing.occurred);
  const startUs = opener ? parseInstantUs(opener.occurred) : occurredUs - node.withinUs;
  const endUs = Math.min(occurredUs, startUs + node.withinUs);
  return { since: formatInstantUs(startUs), until: formatInstantUs(endUs) };
}

interface RealState {
  readonly name: string;
  /** ISO 8601, since when. */
  readonly at: string;
}

/** What Temporal says: how the run's workflow ended, or the state that it is in; null when nobody can tell. */
async function realState({ store, temporal, log }: ServiceContext, flowRunId: string): Promise<RealState | null> {
  const workflowId = (await store.flowRuns.find(flowRunId))?.flowRun.workflow_id;
  if (workflowId == null) return null;
  try {
    const execution = await temporal.describeFlowRun(workflowId);
    if (execution === undefined) return null;
    if (execution.closedAt !== null) {
      const type = ENDS[execution.status];
      return type === undefined ? null : { name: defaultStateName(type), at: toMicroseconds(execution.closedAt) };
    }
    const answer = await Promise.race([temporal.queryState(workflowId), silence()]);
    return answer && { name: answer.state.name ?? defaultStateName(answer.state.type), at: answer.state.timestamp };
  } catch (error) {
    log.warn({ err: error, flow_run_id: flowRunId }, 'Temporal could not be asked about a run; its absence stands');
    return null;
  }
}

const ENDS: Readonly<Record<string, StateType>> = {
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  terminated: 'CRASHED',
  'timed-out': 'CRASHED',
};

async function silence(): Promise<null> {
  await sleep(ANSWER_LIMIT_MS, undefined, { ref: false });
  return null;
}

/** Instants are compared as text, so they must have the same form. */
function toMicroseconds(at: Date): string {
  return formatInstantUs(at.getTime() * 1000);
}
