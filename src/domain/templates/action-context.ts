// The variables templates of automation actions see, built from plain JSON so that it can travel to a worker thread.
import { allEvents, allFirings, automationValue, firingValue, type FiringDocument } from './automation-values.js';
import { eventValue, type EventDocument } from './event-value.js';
import { valueFromJson } from './json-values.js';
import { LabelTree } from './label-tree.js';
import { platformObject, PLATFORM_OBJECT_NAMES, type PlatformObjectName } from './platform-object.js';
import type { Value } from './values.js';

/** Events a template sees in `events`. */
export const MAX_EVENTS = 100;

export interface ActionContextDocument {
  readonly automation: Readonly<Record<string, unknown>>;
  /** The triggering event; `null` when the firing had none. */
  readonly event: EventDocument | null;
  readonly triggering_labels?: Readonly<Record<string, string>>;
  /** What fired; made from the other fields when left out. */
  readonly firing?: FiringDocument;
  /** All events behind the firing; those of `firing` when left out. */
  readonly events?: readonly EventDocument[];
  /** Platform objects by their name in templates; `null` for one that was not found. */
  readonly objects?: Readonly<Partial<Record<PlatformObjectName, unknown>>>;
  /** Workspace variables by name; left out when no template reads them. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * `automation`, `event`, `events`, `labels`, `firing`, `firings`, the platform objects given, and `variables`.
 * @param uiUrl base address of the user interface, for `event.url`
 */
export function actionVariables(document: ActionContextDocument, uiUrl?: string): Map<string, Value> {
  const labels = document.triggering_labels ?? {};
  const trigger = document.automation.trigger as FiringDocument['trigger'];
  const firing = firingValue(
    document.firing ?? { trigger, triggering_labels: labels, triggering_event: document.event },
    uiUrl,
  );
  const events = document.events?.map((event) => eventValue(event, uiUrl)) ?? allEvents(firing);
  const variables = new Map<string, Value>([
    ['automation', automationValue(document.automation)],
    ['event', document.event ? eventValue(document.event, uiUrl) : null],
    ['labels', new LabelTree(new Map(Object.entries(labels)))],
    ['firing', firing],
    ['firings', allFirings(firing)],
    ['events', events.slice(-MAX_EVENTS)],
  ]);
  for (const name of PLATFORM_OBJECT_NAMES) {
    const found = document.objects?.[name];
    if (found !== undefined) variables.set(name, platformObject(name, found));
  }
  if (document.variables) variables.set('variables', valueFromJson(document.variables));
  return variables;
}
