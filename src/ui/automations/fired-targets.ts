// What the actions of a firing were about, out of its record: what the action names, or what was found in the event, and
// the run that it started. Pure.
import type { FiringAction } from '../../domain/automations/ledger.js';
import type { TargetField } from './action-kinds.js';
import { targetIdsOf } from './in-words.js';

export interface FiredTarget {
  readonly field: TargetField | 'block_document_id' | 'flow_run_id';
  readonly id: string;
  /** As the record has it. */
  readonly name?: string;
}

const FIELDS: readonly (readonly [beginning: string, field: FiredTarget['field']])[] = [
  ['prefect.flow-run.', 'flow_run_id'],
  ['prefect.deployment.', 'deployment_id'],
  ['prefect.automation.', 'automation_id'],
  ['prefect.work-pool.', 'work_pool_id'],
  ['prefect.work-queue.', 'work_queue_id'],
  ['prefect.block-document.', 'block_document_id'],
];

/** In the order they are told of; each once. */
export function firedTargets({ action, details }: Pick<FiringAction, 'action' | 'details'>): readonly FiredTarget[] {
  const { target, block, flow_run_id: runId } = details;
  const found: FiredTarget[] = [
    ...targetIdsOf(action),
    ...fromResource(target),
    ...fromResource(block, details['block_name']),
    // A run that was deleted is nowhere to be looked at.
    ...fromResource(typeof runId === 'string' ? `prefect.flow-run.${runId}` : undefined, details['flow_run_name']),
  ].filter(({ field }) => field !== 'flow_run_id' || action.type !== 'delete-flow-run');
  const named = new Map<string, FiredTarget>();
  for (const one of found) named.set(one.id, { ...one, name: one.name ?? named.get(one.id)?.name });
  return [...named.values()];
}

function fromResource(resource: unknown, name?: unknown): FiredTarget[] {
  if (typeof resource !== 'string') return [];
  const kind = FIELDS.find(([beginning]) => resource.startsWith(beginning));
  if (kind === undefined) return [];
  const [beginning, field] = kind;
  return [{ field, id: resource.slice(beginning.length), ...(typeof name === 'string' ? { name } : {}) }];
}
