// What the outside may say to a run: resume (update, and signal as the durable way while no worker polls), suspend
// (signal), and what it may ask. Set before anything else runs, since messages can come before the flow's first line.
import { condition, defineQuery, defineSignal, defineUpdate, log, setHandler } from '@temporalio/workflow';
import type { Carry } from '../contract/carry.js';
import { failureOf } from '../contract/failures.js';
import {
  CARRY_QUERY,
  INBOX_QUERY,
  INPUT_SIGNAL,
  PAUSE_QUERY,
  RESUME,
  STATE_QUERY,
  SUSPEND_SIGNAL,
  type InboxAnswer,
  type PauseAnswer,
  type RunStateAnswer,
  type SuspendRequest,
} from '../contract/messages.js';
import { isSluiceError, SluiceError } from '../domain/errors.js';
import { describeFields, fieldErrorsOf } from '../domain/field-errors.js';
import type { RunInputMessage } from '../domain/inputs.js';
import { judgeResume } from '../domain/pause-ledger.js';
import { resumeRequestSchema, type ResumeAnswer, type ResumeRequest } from '../domain/pauses.js';
import { isTerminal } from '../domain/states.js';
import type { FlowRun } from './flow-run.js';
import { DEFAULT_PAUSE_TIMEOUT_SECONDS } from './pause-request.js';
import { acceptResume, findAnswerError } from './pause-resolution.js';
import { takeInput, watchForNews } from './take-input.js';
import { noteUnacceptedWork } from './unaccepted-work.js';

const resumeUpdate = defineUpdate<ResumeAnswer, [unknown]>(RESUME);
const resumeSignal = defineSignal<[unknown]>(RESUME);
const suspendSignal = defineSignal<[SuspendRequest?]>(SUSPEND_SIGNAL);
const inputSignal = defineSignal<[RunInputMessage]>(INPUT_SIGNAL);
const stateQuery = defineQuery<RunStateAnswer | null>(STATE_QUERY);
const pauseQuery = defineQuery<PauseAnswer>(PAUSE_QUERY);
const inboxQuery = defineQuery<InboxAnswer>(INBOX_QUERY);
const carryQuery = defineQuery<Carry | null>(CARRY_QUERY);

/** Sets every handler of a run, synchronously. */
export function setMessageHandlers(run: FlowRun): void {
  watchForNews(run);
  setHandler(resumeUpdate, (raw) => resumeOrFail(run, raw), {
    validator: (raw) => refuseResume(run, raw),
    description: 'Resume the paused run. Plain JSON: {"run_input": {…}, "actor": "who", "idempotency_key": "…"}.',
  });
  setHandler(
    resumeSignal,
    async (raw) => {
      try {
        await resume(run, raw);
      } catch (error) {
        if (!isSluiceError(error)) throw error;
        log.warn(`A resume by signal was refused: ${error.message}`, { code: error.code });
      }
    },
    { description: 'Resume the paused run without waiting for the answer. Same JSON as the update.' },
  );
  setHandler(suspendSignal, (request) => requestSuspension(run, request ?? {}), {
    description: 'Suspend the run once its running tasks have finished. Plain JSON: {"timeout_seconds": 3600}.',
  });
  setHandler(inputSignal, (message) => takeInput(run, message), {
    description:
      'Send the run an input. Plain JSON: {"key": "strautomaticruninput-auto-<uuid>", "value": {"value": "hi"}, "sender": null}.',
  });
  setHandler(stateQuery, () => describeRun(run), { description: 'The state the run is in.' });
  setHandler(pauseQuery, () => run.pauses.open, { description: 'The open pause with its form; null when not paused.' });
  setHandler(inboxQuery, () => run.inbox.describe(), { description: 'How many inputs the run has not read yet.' });
  setHandler(carryQuery, () => (run.state ? run.toCarry() : null), {
    description: 'What a retry of this run from where it failed starts with.',
  });
}

async function resumeOrFail(run: FlowRun, raw: unknown): Promise<ResumeAnswer> {
  try {
    return await resume(run, raw);
  } catch (error) {
    throw isSluiceError(error) ? failureOf(error) : error;
  } finally {
    noteUnacceptedWork();
  }
}

/** The validator: refuses what can be refused at once, so that a refused resume leaves nothing in the history. */
function refuseResume(run: FlowRun, raw: unknown): void {
  try {
    const request = parseRequest(raw);
    const judged = judgeResume(run.pauses, request);
    if (judged.verdict === 'refuse') throw finishedOr(run, judged.error);
    const error = judged.verdict === 'accept' && run.livePause ? findAnswerError(run.livePause, request) : null;
    if (error) throw error;
  } catch (error) {
    throw isSluiceError(error) ? failureOf(error) : error;
  }
}

async function resume(run: FlowRun, raw: unknown): Promise<ResumeAnswer> {
  const request = parseRequest(raw);
  // Many may wait for one verdict and wake together; only the first of them is next.
  while (run.suspension.probe) await condition(() => run.suspension.probe === null);
  const judged = judgeResume(run.pauses, request);
  if (judged.verdict === 'refuse') throw finishedOr(run, judged.error);
  if (judged.verdict === 'repeat') return judged.answer;
  if (run.livePause) {
    const error = findAnswerError(run.livePause, request);
    if (error) throw error;
    return acceptResume(run, request);
  }
  if (judged.pause.schema === null) return acceptResume(run, request);
  const probe = run.suspension.startProbe(judged.pause.key, request);
  await condition(() => probe.verdict !== null);
  run.suspension.probe = null;
  if (!probe.verdict?.accepted) throw probe.verdict?.error ?? new SluiceError('internal-error');
  return probe.verdict.answer;
}

function requestSuspension(run: FlowRun, request: SuspendRequest): void {
  if (run.parentTaskRunId !== null) {
    log.warn('A suspend signal was refused: a subflow cannot be suspended apart from its parent.');
    return;
  }
  const over = run.state !== null && isTerminal(run.state.type);
  if (over || run.suspension.wanted || run.pauses.open?.kind === 'suspended') return;
  run.suspension.externalCount += 1;
  const timeoutSeconds =
    request.timeout_seconds === undefined ? DEFAULT_PAUSE_TIMEOUT_SECONDS : request.timeout_seconds;
  run.suspension.wanted = {
    key: request.pause_key ?? `external-${run.recorder.sequence}`,
    kind: 'suspended',
    form: null,
    timeoutMs: timeoutSeconds === null ? null : timeoutSeconds * 1000,
    onTimeout: null,
    afterResume: false,
  };
  run.execution.draining = true;
  const { runningTasks } = run.execution;
  if (runningTasks > 0 && run.state?.type === 'RUNNING') {
    const tasks = runningTasks === 1 ? '1 running task' : `${runningTasks} running tasks`;
    run.enterState({ type: 'RUNNING', name: 'Suspending', message: `Suspends when ${tasks} finished.` });
    run.recorder.hurry();
  }
}

function parseRequest(raw: unknown): ResumeRequest {
  const parsed = resumeRequestSchema.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const fields = fieldErrorsOf(parsed.error);
  throw new SluiceError('request-invalid', `The resume request is not valid: ${describeFields(fields)}`, { fields });
}

function finishedOr(run: FlowRun, error: SluiceError): SluiceError {
  if (error.code !== 'flow-run-not-paused' || !run.state || !isTerminal(run.state.type)) return error;
  return new SluiceError('flow-run-finished', `The flow run has already finished: it is ${run.state.name}.`);
}

function describeRun(run: FlowRun): RunStateAnswer | null {
  if (!run.state) return null;
  return {
    flow_run_id: run.id,
    state: run.state,
    run_count: run.runCount,
    running_tasks: run.execution.runningTasks,
  };
}
