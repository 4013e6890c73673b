// Waiting for a run to reach a state: short polls that grow apart while nothing happens and come close again when the
// run moves. Apart from the calls because `result`, `wait` and `--watch` share it.
import { SluiceError } from '../domain/errors.js';
import type { FlowRun } from '../domain/flow-runs.js';
import { isTerminal } from '../domain/state-types.js';
import { sleep } from './sleep.js';

const FIRST_POLL_MS = 40;
const LONGEST_POLL_MS = 1000;
const POLL_GROWTH = 1.4;

export interface WaitOptions {
  /** State types (`PAUSED`) or names (`Suspended`), any of which ends the wait. @default any state that ends a run */
  readonly state?: string | readonly string[];
  /** Gives up after so many milliseconds with `wait-timeout`; null waits without a limit. @default null */
  readonly timeoutMs?: number | null;
  /**
   * Passes over states of the pause with this key: after a resume, the record may show the answered pause for a moment.
   * The answer to a resume has the key.
   */
  readonly afterPauseKey?: string | null;
  readonly signal?: AbortSignal;
  /** Called for each new state seen; states a run passes quickly may not be seen. */
  readonly onState?: (run: FlowRun) => void;
}

/**
 * The run as it is once it reached the state.
 *
 * @param read - reads the run
 * @throws `wait-timeout` when time is up, `flow-run-finished` when the run ended in another state
 */
export async function waitForState(read: () => Promise<FlowRun>, options: WaitOptions = {}): Promise<FlowRun> {
  const { timeoutMs = null, signal } = options;
  const deadline = timeoutMs === null ? Number.POSITIVE_INFINITY : performance.now() + timeoutMs;
  let pollMs = FIRST_POLL_MS;
  let lastStateId: string | null | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const run = await read();
    if (run.state_id !== lastStateId) {
      lastStateId = run.state_id;
      pollMs = FIRST_POLL_MS;
      options.onState?.(run);
    }
    if (isReached(run, options)) return run;
    if (run.state_type !== null && isTerminal(run.state_type)) throw finishedElsewhere(run, options);
    const leftMs = deadline - performance.now();
    if (leftMs <= 0) throw tooLate(run, options, timeoutMs as number);
    await sleep(Math.min(pollMs, leftMs), signal);
    pollMs = Math.min(LONGEST_POLL_MS, pollMs * POLL_GROWTH);
  }
}

function isReached(run: FlowRun, { state, afterPauseKey }: WaitOptions): boolean {
  if (run.state_type === null) return false;
  if (run.state_type === 'PAUSED' && afterPauseKey != null && run.state?.state_details.pause_key === afterPauseKey) {
    return false;
  }
  if (state === undefined) return isTerminal(run.state_type);
  const wanted = typeof state === 'string' ? [state] : state;
  return wanted.includes(run.state_type) || (run.state_name !== null && wanted.includes(run.state_name));
}

function finishedElsewhere(run: FlowRun, options: WaitOptions): SluiceError {
  const message = run.state?.message ? `: ${run.state.message}` : '.';
  return new SluiceError(
    'flow-run-finished',
    `Flow run '${run.name}' ended in '${run.state_name}' and not in ${describeWanted(options)}${message}`,
    { details: { flow_run_id: run.id, state_type: run.state_type, state_name: run.state_name } },
  );
}

function tooLate(run: FlowRun, options: WaitOptions, timeoutMs: number): SluiceError {
  return new SluiceError(
    'wait-timeout',
    `Flow run '${run.name}' is in '${run.state_name}' and did not reach ${describeWanted(options)} within ${timeoutMs} ms.`,
    { details: { flow_run_id: run.id, state_type: run.state_type, state_name: run.state_name } },
  );
}

function describeWanted({ state }: WaitOptions): string {
  if (state === undefined) return 'its end';
  const wanted = typeof state === 'string' ? [state] : state;
  return wanted.map((name) => `'${name}'`).join(' or ');
}
