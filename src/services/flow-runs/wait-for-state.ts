// Waiting a moment until a run has recorded a state, so that the answer to a wish can carry it. A run that takes longer is
// not waited for: the caller is told so.
import { setTimeout as delay } from 'node:timers/promises';
import type { State } from '../../domain/states.js';
import type { ServiceContext } from '../service-context.js';

const POLL_MS = 40;
const LONGEST_WAIT_MS = 2_000;

/** The run's state once it fits; undefined when it does not in time. */
export async function waitForState(
  { store }: Pick<ServiceContext, 'store'>,
  flowRunId: string,
  fits: (state: State) => boolean,
): Promise<State | undefined> {
  for (const deadline = Date.now() + LONGEST_WAIT_MS; ; await delay(POLL_MS)) {
    const state = (await store.flowRuns.find(flowRunId))?.flowRun.state;
    if (state && fits(state)) return state;
    if (Date.now() >= deadline) return undefined;
  }
}
