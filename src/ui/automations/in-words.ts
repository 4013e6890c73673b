// An automation's trigger and actions as sentences. Pure, so that the list, the page and the wizard say the same.
import type { ActionInput } from '../../domain/automations/action.js';
import type { Trigger } from '../../domain/triggers/trigger.js';
import { describeSpan } from '../parts/moment.js';

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
      return `when the ${name} of the last ${span} is ${operator} ${threshold} for ${describeSpan(Number(firing_for ?? 0))}`;
    }
    case 'compound': {
      const { require = 'all', triggers = [], within } = trigger;
      const needed =
        require === 'all'
          ? 'all of these happen'
          : require === 'any'
            ? 'any of these happens'
            : `${require} of these happen`;
      return `when ${needed}${describeWithin(within)}: ${triggers.map(describeTrigger).join('; ')}`;
    }
    case 'sequence':
      return `when these happen one after another${describeWithin(trigger.within)}: ${(trigger.triggers ?? []).map(describeTrigger).join('; then ')}`;
    case undefined:
      return 'when …';
  }
}

type EventTrigger = Extract<Partial<Trigger>, { type?: 'event' }>;

function describeEvents(trigger: EventTrigger): string {
  const { posture, after, expect, for_each, match, match_related } = trigger;
  const threshold = Number(trigger.threshold ?? 1);
  const within = Number(trigger.within ?? 0);
  const opener = [...(after ?? [])].length > 0 ? ` after ${names(after)}` : '';
  const each = [...(for_each ?? [])].length > 0 ? `, for each ${list([...(for_each ?? [])], 'and')}` : '';
  const related = [match_related ?? {}]
    .flat()
    .map((labels) => describeLabels(labels, ' with a related resource whose '));
  const rest = `${opener}${describeLabels(match, ' where ')}${related.join('')}${each}`;
  if (posture === 'Proactive') {
    const times = threshold > 1 ? `${threshold} times ` : '';
    return `when ${names(expect)} does not happen ${times}within ${describeSpan(within)}${rest}`;
  }
  const times = threshold > 1 ? ` ${threshold} times` : '';
  return `when ${names(expect)} happens${times}${within > 0 ? ` within ${describeSpan(within)}` : ''}${rest}`;
}

const describeWithin = (within: number | null | undefined): string =>
  within == null ? '' : ` within ${describeSpan(Number(within))}`;

function describeLabels(match: object | undefined, opener: string): string {
  const labels = Object.entries(match ?? {}).filter(([, pattern]) => pattern !== '*');
  if (labels.length === 0) return '';
  const tests = labels.map(([label, pattern]) => `${label} is ${list([pattern].flat().map(String))}`);
  return opener + list(tests, 'and');
}

/** What it does: `run a deployment`. */
export function describeAction(action: Partial<ActionInput>): string {
  const words = (action.type ?? 'do-nothing').replaceAll('-', ' ');
  if (action.type === 'change-flow-run-state') return `change the flow run's state to ${action.name ?? action.state}`;
  if (action.type === 'send-notification') return `send a notification: ${action.subject ?? ''}`;
  const inferred = 'source' in action && action.source === 'inferred' ? ' of the event' : '';
  return words + inferred;
}

/** `once`, `3 times`. */
export const timesOf = (count: number): string => (count === 1 ? 'once' : `${count} times`);
