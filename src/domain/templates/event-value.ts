// An event as templates see it: its fields, its resources by role, its page, and label lookup.
import { Dict } from './dict.js';
import { Instant } from './instant-value.js';
import { valueFromJson } from './json-values.js';
import { ModelObject } from './model-object.js';
import { Uuid } from './plain-objects.js';
import { uiUrlOf } from './platform-filters.js';
import { str } from './protocols.js';
import { ResourceValue } from './resource-value.js';
import { typeError } from './template-error.js';
import { Callable, type Value } from './values.js';

/** The wire document of a received event; fields it lacks are absent in the template too. */
export interface EventDocument {
  readonly id?: string;
  readonly occurred?: string;
  readonly received?: string;
  readonly event?: string;
  readonly resource?: Readonly<Record<string, string>>;
  readonly related?: readonly Readonly<Record<string, string>>[];
  readonly payload?: unknown;
  readonly follows?: string | null;
}

export const instantOrText = (text: string): Value => Instant.parse(text) ?? text;

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
/** A UUID as an id, anything else as it is. */
export const idOrText = (text: string): Value => (isUuid(text) ? new Uuid(text.toLowerCase()) : text);

const resourceOf = (labels: Readonly<Record<string, string>>, isRelated: boolean): ResourceValue =>
  new ResourceValue(new Map(Object.entries(labels)), isRelated);

/** @param uiUrl base address of the user interface, for `event.url` */
export function eventValue(document: EventDocument, uiUrl: string | undefined): ModelObject {
  const resource = resourceOf(document.resource ?? {}, false);
  const related = (document.related ?? []).map((labels) => resourceOf(labels, true));
  const payload = valueFromJson(document.payload ?? {});
  const fields = new Map<string, Value>([
    ['occurred', instantOrText(document.occurred ?? '')],
    ['event', document.event ?? ''],
    ['resource', resource],
    ['related', related],
    ['payload', payload],
    ['id', idOrText(document.id ?? '')],
    ['follows', document.follows === undefined || document.follows === null ? null : idOrText(document.follows)],
    ['received', instantOrText(document.received ?? document.occurred ?? '')],
  ]);
  const computed = (name: string): Value | undefined => {
    switch (name) {
      case 'size_bytes':
        return BigInt(byteLength(JSON.stringify(wireForm(document))));
      case 'involved_resources':
        return [resource, ...related];
      case 'resource_in_role':
        return Dict.of([...related].reverse().map((candidate) => [candidate.attribute('role') ?? '', candidate]));
      case 'resources_in_role':
        return byRole(related);
      case 'url':
        return uiUrlOf(event, uiUrl);
      case 'find_resource_label':
        return new Callable(name, ({ positional: [label] }) => findLabel(resource, related, label));
      default:
        return undefined;
    }
  };
  const event: ModelObject = new ModelObject({ typeName: 'ReceivedEvent', kind: 'event', fields, computed });
  return event;
}

/** Related resources by role; a role nobody has gives an empty list. */
class RoleLists extends Dict {
  override repr(): string {
    return `defaultdict(<class 'list'>, ${super.repr()})`;
  }
  override item(key: Value): Value {
    return this.get(key) ?? [];
  }
}

function byRole(related: readonly ResourceValue[]): Dict {
  const lists = new RoleLists();
  for (const resource of related) {
    const role = resource.attribute('role') ?? '';
    const known = lists.get(role);
    lists.set(role, Array.isArray(known) ? [...known, resource] : [resource]);
  }
  return lists;
}

function findLabel(resource: ResourceValue, related: readonly ResourceValue[], given: Value | undefined): Value {
  if (given === undefined) throw typeError("find_resource_label() missing 1 required positional argument: 'label'");
  const label = str(given);
  const [, role, relatedLabel] = /^related:([^:]*):([^:]*)$/.exec(label) ?? [];
  if (relatedLabel === undefined) return resource.labels.get(label) ?? null;
  return (
    related.find((candidate) => candidate.labels.get('prefect.resource.role') === role)?.labels.get(relatedLabel) ??
    null
  );
}

/** The event as it is sent: every field there, instants with microseconds only where they have some. */
function wireForm({ occurred = '', received = occurred, ...event }: EventDocument): object {
  const instant = (text: string) => str(Instant.parse(text)?.json() ?? text);
  return {
    related: [],
    payload: {},
    follows: null,
    ...event,
    occurred: instant(occurred),
    received: instant(received),
  };
}

const byteLength = (text: string): number =>
  encodeURIComponent(text.replace(/[\ud800-\udfff]/g, 'xx')).replace(/%../g, 'x').length;
