// Automations, triggers and firings as templates see them.
import { ValueSet } from './collections.js';
import { Duration } from './duration-value.js';
import { eventValue, idOrText, instantOrText, type EventDocument } from './event-value.js';
import { valueFromJson } from './json-values.js';
import { ModelObject } from './model-object.js';
import { EnumMember } from './plain-objects.js';
import { Dict } from './dict.js';
import { SpecificationValue } from './specification-value.js';
import { Callable, type Value } from './values.js';

type Document = Readonly<Record<string, unknown>>;

const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const documents = (value: unknown): Document[] => (Array.isArray(value) ? value.filter(isDocument) : []);
const id = (value: unknown): Value => (typeof value === 'string' ? idOrText(value) : valueFromJson(value));
const instant = (value: unknown): Value => (typeof value === 'string' ? instantOrText(value) : null);
const span = (value: unknown): Value => (typeof value === 'number' ? Duration.ofSeconds(value) : valueFromJson(value));
const pascal = (type: string): string =>
  type.replace(/(?:^|-)([a-z])/g, (_whole, letter: string) => letter.toUpperCase());

function setOf(value: unknown): ValueSet {
  const unique = Array.isArray(value) ? [...new Set(value)] : [];
  return new ValueSet(unique.map((item) => valueFromJson(item)));
}

function specification(value: unknown): Value {
  if (Array.isArray(value)) return value.map(specification);
  return new SpecificationValue(
    Dict.of(
      isDocument(value) ? Object.entries(value).map(([label, patterns]) => [label, valueFromJson(patterns)]) : [],
    ),
  );
}

/** A trigger of any type, with the triggers inside it. */
export function triggerValue(trigger: Document): ModelObject {
  const type = typeof trigger.type === 'string' ? trigger.type : 'event';
  const children = documents(trigger.triggers).map(triggerValue);
  const common: [string, Value][] = [
    ['type', type],
    ['id', id(trigger.id)],
  ];
  const fields: [string, Value][] =
    type === 'event'
      ? [
          ['match', specification(trigger.match)],
          ['match_related', specification(trigger.match_related)],
          ['after', setOf(trigger.after)],
          ['expect', setOf(trigger.expect)],
          ['for_each', setOf(trigger.for_each)],
          ['posture', new EnumMember('Posture', typeof trigger.posture === 'string' ? trigger.posture : 'Reactive')],
          ['threshold', valueFromJson(trigger.threshold ?? 1)],
          ['within', span(trigger.within ?? 0)],
        ]
      : children.length > 0
        ? [
            ['triggers', children],
            ['within', span(trigger.within ?? null)],
            ...(trigger.require === undefined ? [] : [['require', valueFromJson(trigger.require)] as [string, Value]]),
          ]
        : Object.entries(trigger)
            .filter(([name]) => name !== 'type' && name !== 'id')
            .map(([name, value]): [string, Value] => [name, valueFromJson(value)]);
  const computed = (name: string): Value | undefined =>
    name === 'all_triggers' ? new Callable(name, () => [value, ...children.flatMap(descendants)]) : undefined;
  const value: ModelObject = new ModelObject({
    typeName: `${pascal(type)}Trigger`,
    fields: new Map([...common, ...fields]),
    computed,
  });
  return value;
}

const descendants = (trigger: ModelObject): Value[] => {
  const inner = trigger.shape.fields.get('triggers');
  return [
    trigger,
    ...(Array.isArray(inner) ? inner.flatMap((child) => (child instanceof ModelObject ? descendants(child) : [])) : []),
  ];
};

const actionValue = (action: Document): ModelObject => {
  const fields = Object.entries(action).map(([name, value]): [string, Value] => [
    name,
    name.endsWith('_id') ? id(value) : valueFromJson(value),
  ]);
  return new ModelObject({
    typeName: pascal(typeof action.type === 'string' ? action.type : 'action'),
    fields: new Map(fields),
  });
};

export function automationValue(automation: Document): ModelObject {
  const fields = new Map<string, Value>([
    ['name', valueFromJson(automation.name ?? '')],
    ['description', valueFromJson(automation.description ?? '')],
    ['enabled', valueFromJson(automation.enabled ?? true)],
    ['tags', valueFromJson(automation.tags ?? [])],
    ['trigger', isDocument(automation.trigger) ? triggerValue(automation.trigger) : null],
    ['actions', documents(automation.actions).map(actionValue)],
    ['actions_on_trigger', documents(automation.actions_on_trigger).map(actionValue)],
    ['actions_on_resolve', documents(automation.actions_on_resolve).map(actionValue)],
    ['id', id(automation.id)],
    ['created', instant(automation.created)],
    ['updated', instant(automation.updated)],
  ]);
  return new ModelObject({ typeName: 'Automation', kind: 'automation', fields, unprinted: ['created', 'updated'] });
}

/** What is known of a firing: plain JSON. */
export interface FiringDocument {
  readonly id?: string;
  readonly trigger?: Document;
  readonly trigger_states?: readonly string[];
  readonly triggered?: string;
  readonly triggering_labels?: Readonly<Record<string, string>>;
  readonly triggering_firings?: readonly FiringDocument[];
  readonly triggering_event?: EventDocument | null;
  readonly triggering_value?: unknown;
}

export function firingValue(firing: FiringDocument, uiUrl: string | undefined): ModelObject {
  const inner = (firing.triggering_firings ?? []).map((child) => firingValue(child, uiUrl));
  const event = firing.triggering_event ? eventValue(firing.triggering_event, uiUrl) : null;
  const fields = new Map<string, Value>([
    ['id', id(firing.id)],
    ['trigger', firing.trigger ? triggerValue(firing.trigger) : null],
    [
      'trigger_states',
      new ValueSet((firing.trigger_states ?? ['Triggered']).map((state) => new EnumMember('TriggerState', state))),
    ],
    ['triggered', instant(firing.triggered)],
    ['triggering_labels', Dict.of(Object.entries(firing.triggering_labels ?? {}))],
    ['triggering_firings', inner],
    ['triggering_event', event],
    ['triggering_value', valueFromJson(firing.triggering_value ?? null)],
  ]);
  const value: ModelObject = new ModelObject({
    typeName: 'Firing',
    fields,
    computed: (name) => {
      if (name === 'all_firings') return new Callable(name, () => allFirings(value));
      if (name === 'all_events') return new Callable(name, () => allEvents(value));
      return undefined;
    },
  });
  return value;
}

/** A firing and the firings under it, outermost first. */
export function allFirings(firing: ModelObject): ModelObject[] {
  const inner = firing.shape.fields.get('triggering_firings');
  return [
    firing,
    ...(Array.isArray(inner) ? inner.flatMap((child) => (child instanceof ModelObject ? allFirings(child) : [])) : []),
  ];
}

/** The triggering events of a firing and of those under it. */
export const allEvents = (firing: ModelObject): Value[] =>
  allFirings(firing)
    .map((each) => each.shape.fields.get('triggering_event') ?? null)
    .filter((event) => event !== null);
