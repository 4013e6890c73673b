// A filter of events as SQL: the twin of the in-memory test in the domain. Labels are read out of the JSON documents, so
// a filter should name a span, a name or a resource id as well, which have indexes.
import { and, eq, gte, inArray, lte, notInArray, or, not, sql, type SQL } from 'drizzle-orm';
import { parseTextQuery } from '../../domain/events/text-query.js';
import type {
  AnyResourceFilter,
  LabelPatterns,
  RelatedFilter,
  SpannedEventFilter,
} from '../../domain/filters/event-filter.js';
import type { Condition } from '../conditions.js';
import { events } from '../schema/index.js';

/** The condition of a filter; `distinct` and `order` are for the one who lists. */
export function eventCondition(filter: SpannedEventFilter): Condition {
  const { since, until, id, event: names, resource, related, any_resource, text } = filter;
  return and(
    gte(events.occurred, since),
    until === null ? undefined : lte(events.occurred, until),
    id && id.id.length > 0 ? inArray(events.id, id.id) : undefined,
    names ? nameCondition(names) : undefined,
    resource ? resourceCondition(sql`${events.resource}`, sql`${events.resource_id}`, resource) : undefined,
    ...related.map(relatedCondition),
    ...any_resource.map(anyResourceCondition),
    textCondition(text?.query ?? ''),
  );
}

function nameCondition(names: NonNullable<SpannedEventFilter['event']>): Condition {
  const { prefix, exclude_prefix, name, exclude_name } = names;
  return and(
    prefix.length === 0 ? undefined : startsWithAny(sql`${events.event}`, prefix),
    exclude_prefix.length === 0 ? undefined : not(startsWithAny(sql`${events.event}`, exclude_prefix) as SQL),
    name.length === 0 ? undefined : inArray(events.event, name),
    exclude_name.length === 0 ? undefined : notInArray(events.event, exclude_name),
  );
}

function resourceCondition(document: SQL, id: SQL, filter: AnyResourceFilter): Condition {
  return and(
    filter.id.length === 0 ? undefined : equalsAny(id, filter.id),
    filter.id_prefix.length === 0 ? undefined : startsWithAny(id, filter.id_prefix),
    ...labelConditions(document, filter.labels),
  );
}

function relatedCondition(filter: RelatedFilter): Condition {
  const [id, role] = [sql`r ->> 'prefect.resource.id'`, sql`r ->> 'prefect.resource.role'`];
  const pairs = filter.resources_in_roles.map(([pairId, pairRole]) => and(eq(id, pairId), eq(role, pairRole)));
  const criteria = and(
    filter.id.length === 0 ? undefined : equalsAny(id, filter.id),
    filter.role.length === 0 ? undefined : equalsAny(role, filter.role),
    or(...pairs),
    ...labelConditions(sql`r`, filter.labels),
  );
  return criteria && someRelated(criteria);
}

function anyResourceCondition(filter: AnyResourceFilter): Condition {
  const primary = resourceCondition(sql`${events.resource}`, sql`${events.resource_id}`, filter);
  const related = resourceCondition(sql`r`, sql`r ->> 'prefect.resource.id'`, filter);
  return primary && related && or(primary, someRelated(related));
}

function someRelated(criteria: SQL): SQL {
  return sql`exists (select 1 from json_array_elements(${events.related}) as r where ${criteria})`;
}

/** A missing label is null in SQL and so never fits, not even a negated pattern; an empty list fits nothing. */
function labelConditions(document: SQL, labels: LabelPatterns): Condition[] {
  return Object.entries(labels).map(([label, wanted]) => {
    const patterns = typeof wanted === 'string' ? [wanted] : wanted;
    const value = sql`${document} ->> ${label}::text`;
    return patterns.length === 0 ? sql`false` : or(...patterns.map((pattern) => patternCondition(value, pattern)));
  });
}

function patternCondition(value: SQL, pattern: string): SQL {
  const negated = pattern.startsWith('!');
  const like = escapeLike(negated ? pattern.slice(1) : pattern)
    .replaceAll('*', '%')
    .replaceAll('?', '_');
  return negated ? sql`(${value}) not like ${like}` : sql`(${value}) like ${like}`;
}

function textCondition(query: string): Condition {
  const { included, excluded, required } = parseTextQuery(query);
  const { event, resource, related, payload } = events;
  const whole = sql`lower(${event} || ' ' || ${resource}::text || ' ' || ${related}::text || ' ' || ${payload}::text)`;
  const has = (term: string) => sql`${whole} like ${`%${escapeLike(term)}%`}`;
  return and(or(...included.map(has)), ...excluded.map((term) => not(has(term))), ...required.map(has));
}

function equalsAny(value: SQL, wanted: readonly string[]): Condition {
  return or(...wanted.map((one) => sql`(${value}) = ${one}`));
}

function startsWithAny(value: SQL, starts: readonly string[]): Condition {
  return or(...starts.map((start) => sql`starts_with(${value}, ${start})`));
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
