// One automation: its trigger's state, the events that come in, one durable timer for what is due next, and a child
// workflow for each firing. All evaluation is the pure engine of the domain; here it meets time and durability.
import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  log,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  DEFINE_SIGNAL,
  EVENTS_SIGNAL,
  EXPLAIN_QUERY,
  FIRING_WORKFLOW,
  firingWorkflowId,
  STOP_SIGNAL,
  type AutomationCarry,
  type AutomationDefinition,
  type AutomationEvent,
  type AutomationExplanation,
  type FiringRequest,
  type SystemActivities,
} from '../src/contract/automations.js';
import { AutomationRun } from './automation-run.js';
import { describeAutomation } from './automation-details.js';

const eventsSignal = defineSignal<[readonly AutomationEvent[]]>(EVENTS_SIGNAL);
const defineAutomationSignal = defineSignal<[AutomationDefinition]>(DEFINE_SIGNAL);
const stopSignal = defineSignal(STOP_SIGNAL);
const explainQuery = defineQuery<AutomationExplanation>(EXPLAIN_QUERY);

const { sluiceConfirmAbsences, sluiceRoutedUpTo, sluiceStopAutomation } = proxyActivities<SystemActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '200 milliseconds', maximumInterval: '5 seconds' },
});

/** How long after its moment an absence is judged: what was received before it is in the store by then. */
const ABSENCE_ALLOWANCE_MS = 50;
const ROUTING_RETRY_MS = 100;
/** A history of so many events is left behind for a new one. */
const LONG_HISTORY_EVENTS = 3000;
const STARTS_AT_ONCE = 100;

/** Runs an automation until it is stopped. */
export async function automation(definition: AutomationDefinition, carry?: AutomationCarry): Promise<void> {
  await runAutomation(definition, carry, LONG_HISTORY_EVENTS);
}

/** The same with another limit on its history, so that tests can make it continue as new all the time. */
export async function runAutomation(
  definition: AutomationDefinition,
  carry: AutomationCarry | undefined,
  longHistoryEvents: number,
): Promise<void> {
  const run = new AutomationRun(definition, carry);
  if (run.stateLost && run.stateLost !== carry?.state_lost) {
    log.warn(`What the trigger had gathered is lost: ${run.stateLost.reason}.`, { automation_id: definition.id });
  }
  const inbox: (readonly AutomationEvent[])[] = [];
  let stopped = false;
  setHandler(eventsSignal, (events) => void inbox.push(events), { description: 'Events to evaluate, a list.' });
  setHandler(defineAutomationSignal, (next) => run.define(next), { description: 'The automation as it was edited.' });
  setHandler(stopSignal, () => void (stopped = true), { description: 'End the automation and what it has under way.' });
  setHandler(explainQuery, () => run.explain(), { description: 'Why it did or did not fire.' });

  const takeInbox = () => {
    for (const events of inbox.splice(0)) run.takeEvents(events);
  };

  while (!stopped) {
    takeInbox();
    await startFirings(run);
    setCurrentDetails(describeAutomation(run));
    const verdict = run.overBudget();
    if (verdict !== null) {
      log.warn(verdict);
      await sluiceStopAutomation(run.definition.id, verdict);
      stopped = true;
      break;
    }
    if (isLong(longHistoryEvents)) {
      await condition(allHandlersFinished);
      // What has come in meanwhile is evaluated now and its firings are carried, so that a busy one gets away too.
      takeInbox();
      if (!stopped) await continueAsNew(run.definition, run.toCarry());
      continue;
    }
    await waitForWork(run, () => inbox.length > 0 || stopped);
  }
  await cancelFirings(run);
}

/** Waits for an event, an edit, the end, or the moment something is due; then lets that moment pass. */
async function waitForWork(run: AutomationRun, awake: () => boolean): Promise<void> {
  const edited = run.edits;
  const disturbed = () => awake() || run.edits !== edited;
  const dueAtMs = run.dueAtMs();
  if (dueAtMs === null) {
    await condition(disturbed);
    return;
  }
  const waitMs = Math.max(dueAtMs + ABSENCE_ALLOWANCE_MS - Date.now(), 1);
  if (await condition(disturbed, waitMs, { summary: 'until something is due' })) return;
  // Events that were received before the moment may still be on their way: they are heard first. What is due a little later
  // waits for its own, so time is passed no further than to where events have been heard.
  const heardUpToMs = Math.max(dueAtMs, Date.now() - ABSENCE_ALLOWANCE_MS);
  while (!(await sluiceRoutedUpTo(new Date(heardUpToMs).toISOString()))) {
    if (await condition(disturbed, ROUTING_RETRY_MS)) return;
  }
  if (!disturbed()) run.passTimeTo(heardUpToMs);
}

async function startFirings(run: AutomationRun): Promise<void> {
  for (
    let requests = run.nextFirings(STARTS_AT_ONCE);
    requests.length > 0;
    requests = run.nextFirings(STARTS_AT_ONCE)
  ) {
    await Promise.all((await withoutFalseAlarms(run, requests)).map((request) => startFiring(run, request)));
    run.forgetPending(requests);
  }
}

/** Leaves out absences about runs that, asked again, turn out to have done what was awaited. */
async function withoutFalseAlarms(run: AutomationRun, requests: readonly FiringRequest[]): Promise<FiringRequest[]> {
  const doubtful = requests.filter((request) => run.restsOnRunAbsence(request));
  if (doubtful.length === 0) return [...requests];
  const verdicts = await sluiceConfirmAbsences({
    trigger: run.definition.trigger,
    since: run.definition.since,
    firings: doubtful.map(({ firing }) => firing),
  });
  const withheld = new Set<FiringRequest>();
  for (const [index, request] of doubtful.entries()) {
    const reason = verdicts[index] ?? null;
    if (reason === null) continue;
    withheld.add(request);
    run.withhold(request, reason);
  }
  return requests.filter((request) => !withheld.has(request));
}

async function startFiring(run: AutomationRun, request: FiringRequest): Promise<void> {
  const workflowId = firingWorkflowId(request.id);
  run.openFirings.add(workflowId);
  const close = () => {
    run.openFirings.delete(workflowId);
    setCurrentDetails(describeAutomation(run));
  };
  try {
    const child = await startChild<(request: FiringRequest) => Promise<void>>(FIRING_WORKFLOW, {
      workflowId,
      args: [request],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: `firing of ${run.definition.name}`,
    });
    child.result().then(close, close);
  } catch (error) {
    close();
    // It is under way already, so it happens; anything else is ours to know of.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

async function cancelFirings(run: AutomationRun): Promise<void> {
  const cancels = [...run.openFirings].map((workflowId) =>
    getExternalWorkflowHandle(workflowId)
      .cancel()
      .catch(() => undefined),
  );
  await Promise.all(cancels);
}

function isLong(limit: number): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || historyLength > limit;
}
