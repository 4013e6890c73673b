// Where a run would hand Temporal more than it carries, and so would never close or start over: it ends as failed instead, and
// says what was too large. Apart from the lifecycle, which only asks.
import { stateSignalOf } from '../contract/state-signals.js';
import { isSluiceError } from '../domain/errors.js';
import { assertCarried } from './carried-values.js';
import type { FlowRun } from './flow-run.js';
import { valueOf, type RunEnd } from './run-ending.js';

/** The failure that takes the place of an end whose result, or whose state's data, cannot be carried; null for any other. */
export function refuseUncarriedEnd(run: FlowRun, end: RunEnd): Promise<RunEnd | null> {
  if (end.type === 'returned') return refuseUncarried(`The result of flow '${run.flowName}'`, valueOf(end));
  const data = end.type === 'failed' ? stateSignalOf(end.error)?.data : undefined;
  return refuseUncarried(`What the state of flow '${run.flowName}' carries`, data);
}

/** The failure of a run that cannot be given what it would start over with; null when it can. */
export async function refuseToStartOver(run: FlowRun, parameters: Record<string, unknown>): Promise<RunEnd | null> {
  return (
    (await refuseUncarried('What continueFlowRun is to start over with', parameters)) ??
    (await refuseUncarried('What was sent to the flow run and not received', run.inbox.toUnreadCarry()))
  );
}

async function refuseUncarried(what: string, value: unknown): Promise<RunEnd | null> {
  try {
    await assertCarried(what, value);
    return null;
  } catch (error) {
    if (isSluiceError(error, 'payload-too-large')) return { type: 'failed', error };
    throw error;
  }
}
