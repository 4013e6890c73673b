// Our own control routes say with a status what the reference says inside a 200: a request that changed nothing because
// of the run's state is a conflict with its reason.
import { SluiceError } from '../domain/errors.js';
import type { SetStateOutcome } from '../domain/orchestration.js';
import { isTerminal } from '../domain/states.js';
import { answer, type RouteAnswer } from './route.js';

/**
 * 200 with the outcome when it was accepted or wrote a state.
 *
 * @throws `flow-run-finished` or `conflict`, with the reason and the state
 */
export function toControlAnswer({ result, written }: SetStateOutcome): RouteAnswer {
  if (written || result.status === 'ACCEPT') return answer(200, result);
  const { details, state } = result;
  const reason = 'reason' in details && details.reason !== null ? details.reason : 'The run does not take this now.';
  const code = state !== null && isTerminal(state.type) ? 'flow-run-finished' : 'conflict';
  throw new SluiceError(code, reason, { details: { status: result.status, state_type: state?.type ?? null } });
}
