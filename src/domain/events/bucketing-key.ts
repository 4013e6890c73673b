// `for_each`: the label values that split a trigger's counting into one bucket a key. Apart because deployments, runs
// and the event pages name the same labels the same way.
import { firstInRole, type Event } from './event.js';

type Labelled = Pick<Event, 'resource' | 'related'>;
/** `related:<role>:<label>`; with more colons the role takes all but the last part, as the reference reads it. */
const RELATED_LABEL = /^related:(.*):([^:]*)$/s;

/**
 * A label's value on an event: `related:<role>:<label>` is looked up on the first related resource in that role, any
 * other on the resource itself.
 *
 * @returns an empty text when there is no such label
 */
export function labelValue(event: Labelled, label: string): string {
  const parts = RELATED_LABEL.exec(label);
  const inRole = parts ? firstInRole(event.related, parts[1] as string) : undefined;
  const labels = inRole ?? event.resource;
  const name = inRole && parts ? (parts[2] as string) : label;
  return Object.hasOwn(labels, name) ? (labels[name] as string) : '';
}

/** The values of the labels in the labels' sorted order. */
export function bucketingKey(event: Labelled, forEach: readonly string[]): string[] {
  return sortedLabels(forEach).map((label) => labelValue(event, label));
}

/** Labels in the order of their code points, each once. */
export function sortedLabels(labels: readonly string[]): string[] {
  return [...new Set(labels)].sort(compareCodePoints);
}

function compareCodePoints(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] as string).codePointAt(0)! - (b[index] as string).codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
