// Filters that know the platform: links into its user interface, and flow run ids in text.
import { filter, type FilterTable } from './filter.js';
import { Instant } from './instant-value.js';
import { ModelObject } from './model-object.js';
import { ResourceValue } from './resource-value.js';
import { str, truthy, typeNameOf } from './protocols.js';
import { typeError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import type { Value } from './values.js';

const PATHS: Readonly<Record<string, (object: ModelObject) => string | undefined>> = {
  flow: (object) => withId('flows/flow', object),
  'flow-run': (object) => withId('runs/flow-run', object),
  'task-run': (object) => withId('runs/task-run', object),
  deployment: (object) => withId('deployments/deployment', object),
  'work-pool': (object) => withId('work-pools/work-pool', object, 'name'),
  'work-queue': (object) => withId('work-queues/work-queue', object),
  automation: (object) => withId('automations/automation', object),
  event: (object) => {
    const occurred = object.attribute('occurred');
    return occurred instanceof Instant ? withId(`events/event/${str(occurred.as('date'))}`, object) : undefined;
  },
};

function withId(path: string, object: ModelObject, field = 'id'): string | undefined {
  const id = object.attribute(field);
  return id === undefined || id === null ? undefined : `${path}/${str(id)}`;
}

const joined = (base: string, path: string): string => (base === '' ? path : `${base.replace(/\/+$/, '')}/${path}`);

/** The page of a platform object; `None` without a UI address or for other values. */
export function uiUrlOf(value: Value, uiUrl: string | undefined): Value {
  if (uiUrl === undefined || !(value instanceof ModelObject) || value.shape.kind === undefined) return null;
  const path = PATHS[value.shape.kind]?.(value);
  return path === undefined ? null : joined(uiUrl, path);
}

function resourceEventsUrl(value: Value, uiUrl: string | undefined): Value {
  const id =
    value instanceof ResourceValue
      ? value.labels.get('prefect.resource.id')
      : value instanceof ModelObject && value.shape.kind !== undefined && value.shape.kind !== 'event'
        ? `prefect.${value.shape.kind}.${str(value.attribute('id') ?? '')}`
        : undefined;
  return id === undefined ? null : joined(uiUrl ?? '', `events?resource=${id}`);
}

const FLOW_RUN = /flow-run\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/;

export const platformFilters: FilterTable = new Map([
  ['ui_url', filter([], (value, _args, { uiUrl }) => uiUrlOf(value, uiUrl))],
  ['ui_resource_events_url', filter([], (value, _args, { uiUrl }) => resourceEventsUrl(value, uiUrl))],
  [
    'flow_run_id',
    filter([], (value) => {
      if (!truthy(value)) return null;
      if (!isText(value)) throw typeError(`expected text, got '${typeNameOf(value)}'`);
      return FLOW_RUN.exec(textOf(value))?.[1] ?? null;
    }),
  ],
]);
