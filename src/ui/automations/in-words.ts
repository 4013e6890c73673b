// An automation's trigger and actions as sentences. Pure, so that the list, the page and the wizard say the same.
import type { ActionInput } from '../../domain/automations/action.js';
import type { Trigger } from '../../domain/triggers/trigger.js';
import { describeSpan } from '../parts/span-in-words.js';
import { TARGET_FIELDS, type TargetField } from './action-kinds.js';

const list = (names: readonly string[], word = 'or'): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;

const names = (given: Iterable<string> | undefined): string => {
  const all = [...(given ?? [])];
  return all.length === 0 ? 'any event' : list(all);
};

/** When it fires: `when prefect.flow-run.Failed happens, 3 times within 10m`. */
export function describeTrigger(trigger: Partial<Trigger>): string {
  switch (trigger.type) {
    case 'event':
      return describeEvents(trigger);
    case 'metric': {
      const { name, operator, threshold, range, firing_for } = trigger.metric ?? {};
      const span = describeSpan(Number(range ?? 0));
      const lasting = describeSpan(Number(firing_for ?? 0));
      return `when the ${name} of the last ${span} is ${operator} ${threshold} for ${lasting}${describeMatch(trigger)}`;
    }
    case 'compound': {
      const { require = 'all', triggers = [], within } = trigger;
      const needed =
        require === 'all'
          ? 'all of these happen'
          : require === 'any'
            ? 'any of these happens'
            : `${require} of these happen`;
      return `when ${needed}${describeWithin(within)}${describeEach(trigger.for_each)}: ${triggers.map(describeTrigger).join('; ')}`;
    }
    case 'sequence': {
      const steps = (trigger.triggers ?? []).map(describeTrigger).join('; then ');
      return `when these happen one after another${describeWithin(trigger.within)}${describeEach(trigger.for_each)}: ${steps}`;
    }
    case undefined:
      return 'when …';
  }
}

type EventTrigger = Extract<Partial<Trigger>, { type?: 'event' }>;

function describeEvents(trigger: EventTrigger): string {
  const { posture, after, expect, for_each } = trigger;
  const threshold = Number(trigger.threshold ?? 1);
  const within = Number(trigger.within ?? 0);
  const opener = [...(after ?? [])].length > 0 ? ` after ${names(after)}` : '';
  const rest = `${opener}${describeMatch(trigger)}${describeEach(for_each)}`;
  if (posture === 'Proactive') {
    const times = threshold > 1 ? `${threshold} times ` : '';
    return `when ${names(expect)} does not happen ${times}within ${describeSpan(within)}${rest}`;
  }
  const times = threshold > 1 ? ` ${threshold} times` : '';
  return `when ${names(expect)} happens${times}${within > 0 ? ` within ${describeSpan(within)}` : ''}${rest}`;
}

/** The events that count, or the runs that are measured. */
function describeMatch(trigger: Pick<EventTrigger, `match${'' | '_related' | '_not' | '_related_not'}`>): string {
  const each = (given: object | undefined, opener: string) =>
    [given ?? {}].flat().map((labels) => describeLabels(labels, opener));
  return [
    describeLabels(trigger.match, ' where '),
    ...each(trigger.match_related, ' with a related resource whose '),
    ...each(trigger.match_not, ' but not where '),
    ...each(trigger.match_related_not, ' but not with a related resource whose '),
  ].join('');
}

function describeEach(labels: Iterable<string> | undefined): string {
  const all = [...(labels ?? [])];
  return all.length > 0 ? `, for each ${list(all, 'and')}` : '';
}

const describeWithin = (within: number | null | undefined): string =>
  within == null ? '' : ` within ${describeSpan(Number(within))}`;

function describeLabels(match: object | undefined, opener: string): string {
  const labels = Object.entries(match ?? {}).filter(([, pattern]) => pattern !== '*');
  if (labels.length === 0) return '';
  const tests = labels.map(([label, pattern]) => `${label} is ${list([pattern].flat().map(String))}`);
  return opener + list(tests, 'and');
}

/** The name of what has an id; undefined while it is not known. */
export type NameOf = (id: string) => string | undefined;

/** What it does, and to what: `run deployment “nightly”`. */
export function describeAction(action: Partial<ActionInput>, nameOf: NameOf = () => undefined): string {
  const words = (action.type ?? 'do-nothing').replaceAll('-', ' ');
  if (action.type === 'change-flow-run-state') return `change the flow run's state to ${action.name ?? action.state}`;
  const name = targetIdsOf(action)
    .map(({ id }) => nameOf(id))
    .find((known) => known !== undefined);
  const target = name === undefined ? '' : ` “${name}”`;
  if (action.type === 'send-notification') {
    return `send a notification${target === '' ? '' : ` by${target}`}: ${action.subject ?? ''}`;
  }
  const inferred = 'source' in action && action.source === 'inferred' ? ' of the event' : '';
  return words + inferred + target;
}

/** The ids that an action has, each with the field it stands in. */
export function targetIdsOf(action: Partial<ActionInput>): { field: TargetField | 'block_document_id'; id: string }[] {
  const fields = action as Readonly<Record<string, unknown>>;
  return ([...TARGET_FIELDS, 'block_document_id'] as const).flatMap((field) => {
    const id = fields[field];
    return typeof id === 'string' && id !== '' ? [{ field, id }] : [];
  });
}

type Actions = readonly Partial<ActionInput>[];

/** An automation's lists of actions. */
export interface ActionLists {
  readonly actions: Actions;
  readonly actions_on_trigger?: Actions | undefined;
  readonly actions_on_resolve?: Actions | undefined;
}

/** All that it does, by when: `cancel flow run; also when it fires: do nothing`. */
export function describeActions(lists: ActionLists, nameOf?: NameOf): string {
  const { actions, actions_on_trigger: onTrigger = [], actions_on_resolve: onResolve = [] } = lists;
  const said = [
    { when: '', then: actions },
    { when: actions.length > 0 ? 'also when it fires: ' : 'when it fires: ', then: onTrigger },
    { when: 'when it is well again: ', then: onResolve },
  ].filter(({ then }) => then.length > 0);
  const parts = said.map(({ when, then }) => when + then.map((action) => describeAction(action, nameOf)).join(', '));
  return parts.join('; ') || 'nothing';
}

/** `once`, `3 times`. */
export const timesOf = (count: number): string => (count === 1 ? 'once' : `${count} times`);
