// Firings that rest on something not having happened, and that are about one flow run: what has to be asked again before
// anybody is called or a run is cancelled, since a run may have ended without its event having come.
import type { CompiledTrigger, EventNode } from './compile.js';
import type { Firing } from './trigger-state.js';
import { isUuid } from '../ids.js';

const RUN_RESOURCE_PREFIX = 'prefect.flow-run.';

/** An absence: the leaf that established it, its firing, and the flow run that did not do what was expected. */
export interface RunAbsence {
  readonly node: EventNode;
  readonly firing: Firing;
  readonly flowRunId: string;
}

/** The absences about flow runs that a firing rests on, through compound and sequence triggers; often none. */
export function runAbsencesOf({ nodes }: CompiledTrigger, firing: Firing): RunAbsence[] {
  const leaves = leavesOf(firing);
  return leaves.flatMap((leaf) => {
    const node = nodes.find(({ path }) => path === leaf.trigger);
    if (node?.kind !== 'event' || node.trigger.posture !== 'Proactive') return [];
    const flowRunId = node.trigger.expect.some(mayNameRunEvent) ? runOf(leaf) : null;
    return flowRunId === null ? [] : [{ node, firing: leaf, flowRunId }];
  });
}

function leavesOf(firing: Firing): Firing[] {
  return firing.triggering_firings.length === 0 ? [firing] : firing.triggering_firings.flatMap(leavesOf);
}

/** Whether a pattern may fit the name of a flow run's state event. */
function mayNameRunEvent(pattern: string): boolean {
  const [beginning = '', ...rest] = pattern.split('*');
  return beginning.startsWith(RUN_RESOURCE_PREFIX) || (rest.length > 0 && RUN_RESOURCE_PREFIX.startsWith(beginning));
}

/** The run that the leaf's key names, on the resource itself or a related one. */
function runOf({ bucketing_key: key }: Firing): string | null {
  const named = key.find((value) => value.startsWith(RUN_RESOURCE_PREFIX));
  const id = named?.slice(RUN_RESOURCE_PREFIX.length);
  return id !== undefined && isUuid(id) ? id : null;
}
