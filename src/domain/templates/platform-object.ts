// Objects of the platform that a template may read by name: `flow_run`, `deployment`, `work_pool` and the others. Made
// from their wire documents; instants become instants, ids become ids.
import { idOrText, instantOrText } from './event-value.js';
import { valueFromJson } from './json-values.js';
import { ModelObject } from './model-object.js';
import type { Value } from './values.js';

const KINDS = {
  flow_run: { typeName: 'FlowRunResponse', kind: 'flow-run' },
  task_run: { typeName: 'TaskRun', kind: 'task-run' },
  flow: { typeName: 'Flow', kind: 'flow' },
  deployment: { typeName: 'DeploymentResponse', kind: 'deployment' },
  work_pool: { typeName: 'WorkPool', kind: 'work-pool' },
  work_queue: { typeName: 'WorkQueueWithStatus', kind: 'work-queue' },
  concurrency_limit: { typeName: 'ConcurrencyLimitV2', kind: 'concurrency-limit' },
} as const;

/** The names under which platform objects stand in a template. */
export type PlatformObjectName = keyof typeof KINDS;
export const PLATFORM_OBJECT_NAMES = Object.keys(KINDS) as readonly PlatformObjectName[];

const INSTANT_FIELDS =
  /^(?:created|updated|timestamp|occurred|received|last_polled|pause_timeout|.*_(?:time|at|timestamp|since)|scheduled_time)$/;

function fieldValue(name: string, value: unknown): Value {
  if (typeof value === 'string') {
    if (INSTANT_FIELDS.test(name)) return instantOrText(value);
    return name === 'id' || name.endsWith('_id') ? idOrText(value) : value;
  }
  if (name === 'state' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return new ModelObject({ typeName: 'State', fields: fieldsOf(value) });
  }
  return valueFromJson(value);
}

const fieldsOf = (document: object): ReadonlyMap<string, Value> =>
  new Map(Object.entries(document).map(([name, value]) => [name, fieldValue(name, value)]));

/** `None` for a document that is missing, as for an object that could not be found. */
export function platformObject(name: PlatformObjectName, document: unknown): Value {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
  return new ModelObject({ ...KINDS[name], fields: fieldsOf(document) });
}
