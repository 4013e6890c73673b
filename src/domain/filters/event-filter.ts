// Which events somebody asks for: the reference's EventFilter. Every object refuses unknown keys, since a misspelt
// criterion would otherwise widen an answer unseen. The SQL and the in-memory reading of it are elsewhere and held to one
// suite.
import { z } from 'zod';
import { instantSchema } from '../events/event.js';
import { formatInstantUs, parseInstantUs } from '../instants.js';

const LONGEST_TEXT_QUERY = 200;
const DEFAULT_SPAN_DAYS = 180;
const DAY_US = 86_400_000_000;

/** A list of alternatives; null and an empty list say nothing. */
const alternatives = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);

/** Label -> pattern or patterns (any of them): `*` any text, `?` one character, a leading `!` negates. */
const labelsSchema = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .nullish()
  .transform((labels) => labels ?? {});

const nameFilterSchema = z.strictObject({
  prefix: alternatives,
  exclude_prefix: alternatives,
  name: alternatives,
  exclude_name: alternatives,
});

const resourceFilterSchema = z.strictObject({
  id: alternatives,
  id_prefix: alternatives,
  labels: labelsSchema,
  /** Keeps the newest event of each resource. */
  distinct: z
    .boolean()
    .nullish()
    .transform((distinct) => distinct ?? false),
});

const relatedFilterSchema = z.strictObject({
  id: alternatives,
  role: alternatives,
  /** Pairs of id and role, any of them. */
  resources_in_roles: z
    .array(z.tuple([z.string(), z.string()]))
    .nullish()
    .transform((pairs) => pairs ?? []),
  labels: labelsSchema,
});

const anyResourceFilterSchema = z.strictObject({ id: alternatives, id_prefix: alternatives, labels: labelsSchema });

/** One filter or several that must each hold. */
function oneOrMore<Schema extends z.ZodType>(schema: Schema) {
  return z
    .union([schema, z.array(schema)])
    .nullish()
    .transform((given): z.output<Schema>[] => (given == null ? [] : Array.isArray(given) ? given : [given]));
}

export const eventFilterSchema = z.strictObject({
  occurred: z.strictObject({ since: instantSchema.nullish(), until: instantSchema.nullish() }).nullish(),
  event: nameFilterSchema.nullish(),
  resource: resourceFilterSchema.nullish(),
  related: oneOrMore(relatedFilterSchema),
  any_resource: oneOrMore(anyResourceFilterSchema),
  id: z
    .strictObject({
      id: z
        .array(z.guid().transform((id) => id.toLowerCase()))
        .nullish()
        .transform((ids) => ids ?? []),
    })
    .nullish(),
  text: z.strictObject({ query: z.string().max(LONGEST_TEXT_QUERY) }).nullish(),
  order: z
    .enum(['ASC', 'DESC'])
    .nullish()
    .transform((order) => order ?? 'DESC'),
});
/** A filter as it is sent. */
export type EventFilterInput = z.input<typeof eventFilterSchema>;
/** A filter with its gaps filled in, but for the span of time. */
export type EventFilter = z.output<typeof eventFilterSchema>;
export type LabelPatterns = z.output<typeof labelsSchema>;
export type RelatedFilter = z.output<typeof relatedFilterSchema>;
export type AnyResourceFilter = z.output<typeof anyResourceFilterSchema>;

/** A filter whose span of time is fixed; both ends are inclusive. */
export interface SpannedEventFilter extends Omit<EventFilter, 'occurred'> {
  readonly since: string;
  /** Null: without an end, as a stream of what is yet to come needs it. */
  readonly until: string | null;
}

/** Fixes the span: by default from the start of the day 180 days ago (UTC) until `now`, both ISO 8601. */
export function fixSpan(filter: EventFilter, now: string): SpannedEventFilter {
  const { occurred, ...rest } = filter;
  const today = Math.floor(parseInstantUs(now) / DAY_US) * DAY_US;
  const since = occurred?.since ?? formatInstantUs(today - DEFAULT_SPAN_DAYS * DAY_US);
  return { ...rest, since, until: occurred?.until ?? now };
}
