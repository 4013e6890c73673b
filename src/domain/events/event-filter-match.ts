// A filter as a test of one event in memory, for live streams. The store reads the same filter as SQL; both are held to
// one suite, so that what a stream shows live is what a page shows later.
import type { AnyResourceFilter, LabelPatterns, RelatedFilter, SpannedEventFilter } from '../filters/event-filter.js';
import { compareInstants } from '../instants.js';
import { RESOURCE_ID_LABEL, RESOURCE_ROLE_LABEL, type ReceivedEvent } from './event.js';
import { compileGlob } from './glob.js';
import { parseTextQuery } from './text-query.js';

type EventTest = (event: ReceivedEvent) => boolean;
type Labels = Readonly<Record<string, string>>;
type LabelsTest = (labels: Labels) => boolean;

/** Reads a filter once; the answer is used for every event. `distinct` and `order` are about lists and say nothing here. */
export function compileEventFilter(filter: SpannedEventFilter): EventTest {
  const tests = [...spanTests(filter), ...nameTests(filter), ...resourceTests(filter), ...textTests(filter)];
  return (event) => tests.every((test) => test(event));
}

function spanTests({ since, until, id }: SpannedEventFilter): EventTest[] {
  const ids = new Set(id?.id);
  return [
    ({ occurred }) => compareInstants(occurred, since) >= 0,
    ({ occurred }) => until === null || compareInstants(occurred, until) <= 0,
    (event) => ids.size === 0 || ids.has(event.id),
  ];
}

function nameTests({ event: names }: SpannedEventFilter): EventTest[] {
  if (!names) return [];
  const { prefix, exclude_prefix, name, exclude_name } = names;
  return [
    ({ event }) => prefix.length === 0 || prefix.some((start) => event.startsWith(start)),
    ({ event }) => !exclude_prefix.some((start) => event.startsWith(start)),
    ({ event }) => name.length === 0 || name.includes(event),
    ({ event }) => !exclude_name.includes(event),
  ];
}

function resourceTests({ resource, related, any_resource }: SpannedEventFilter): EventTest[] {
  const primary = resource ? [compileResource(resource)] : [];
  const relatives = related.map(compileRelated);
  const anyOnes = any_resource.map(compileResource);
  return [
    ...primary.map(
      (test): EventTest =>
        (event) =>
          test(event.resource),
    ),
    ...relatives.map(
      (test): EventTest =>
        (event) =>
          test === null || event.related.some(test),
    ),
    ...anyOnes.map(
      (test): EventTest =>
        (event) =>
          test(event.resource) || event.related.some(test),
    ),
  ];
}

function compileResource({ id, id_prefix, labels }: AnyResourceFilter): LabelsTest {
  const tests = compileLabels(labels);
  return (resource) => {
    const found = resource[RESOURCE_ID_LABEL] ?? '';
    if (id.length > 0 && !id.includes(found)) return false;
    if (id_prefix.length > 0 && !id_prefix.some((start) => found.startsWith(start))) return false;
    return tests.every((test) => test(resource));
  };
}

/** Null: the filter says nothing, and holds also where nothing is related. */
function compileRelated({ id, role, resources_in_roles: pairs, labels }: RelatedFilter): LabelsTest | null {
  if (id.length + role.length + pairs.length + Object.keys(labels).length === 0) return null;
  const tests = compileLabels(labels);
  return (resource) => {
    const [foundId, foundRole] = [resource[RESOURCE_ID_LABEL] ?? '', resource[RESOURCE_ROLE_LABEL] ?? ''];
    if (id.length > 0 && !id.includes(foundId)) return false;
    if (role.length > 0 && !role.includes(foundRole)) return false;
    if (pairs.length > 0 && !pairs.some(([pairId, pairRole]) => pairId === foundId && pairRole === foundRole)) {
      return false;
    }
    return tests.every((test) => test(resource));
  };
}

/** A missing label never fits, not even a negated pattern; nor does an empty list. */
function compileLabels(labels: LabelPatterns): LabelsTest[] {
  return Object.entries(labels).map(([label, wanted]) => {
    const tests = (typeof wanted === 'string' ? [wanted] : wanted).map(compileLabelPattern);
    return (resource) => Object.hasOwn(resource, label) && tests.some((test) => test(resource[label] as string));
  });
}

/** Only `*` and `?` are special here, unlike in triggers: brackets stand for themselves. */
function compileLabelPattern(pattern: string): (text: string) => boolean {
  const negated = pattern.startsWith('!');
  const fits = compileGlob((negated ? pattern.slice(1) : pattern).replaceAll('[', '[[]'));
  return negated ? (text) => !fits(text) : fits;
}

function textTests({ text }: SpannedEventFilter): EventTest[] {
  const { included, excluded, required } = parseTextQuery(text?.query ?? '');
  if (included.length + excluded.length + required.length === 0) return [];
  return [
    (event) => {
      const { resource, related, payload } = event;
      const parts = [event.event, ...[resource, related, payload].map((part) => JSON.stringify(part))];
      const whole = parts.join(' ').toLowerCase();
      if (included.length > 0 && !included.some((term) => whole.includes(term))) return false;
      return !excluded.some((term) => whole.includes(term)) && required.every((term) => whole.includes(term));
    },
  ];
}
