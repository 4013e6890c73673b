// Documents that many routes take: ids in addresses, limits, offsets, and the rule of the reference's clients that a
// null, or no body at all, counts as absent. Defaults and bounds as the reference has them.
import { z } from 'zod';
import { isInstant } from '../domain/instants.js';

/** A UUID in any case, as lower case. */
export const idSchema = z.guid().transform((id) => id.toLowerCase());
export const idParams = z.object({ id: idSchema });

export const DEFAULT_LIMIT = 200;

/** How many rows to answer: 0 to 200. @default 200 */
export const limitSchema = z
  .number()
  .int()
  .min(0)
  .max(DEFAULT_LIMIT)
  .nullish()
  .transform((limit) => limit ?? DEFAULT_LIMIT);

/** How many rows to skip. @default 0 */
export const offsetSchema = z
  .number()
  .int()
  .min(0)
  .nullish()
  .transform((offset) => offset ?? 0);

/** Page number, from 1. @default 1 */
export const pageSchema = z
  .number()
  .int()
  .min(1)
  .nullish()
  .transform((page) => page ?? 1);

/** How many runs one bulk request touches: 1 to 50. @default 50 */
export const bulkLimitSchema = z
  .number()
  .int()
  .min(1)
  .max(50)
  .nullish()
  .transform((limit) => limit ?? 50);

/** A schema that takes null and nothing as its default. */
export function defaulting<Schema extends z.ZodType>(schema: Schema, fallback: z.output<Schema>) {
  return schema.nullish().transform((value) => value ?? fallback);
}

/** An ISO 8601 instant; without an offset it is UTC. */
export const instantSchema = z.string().refine(isInstant, 'an ISO 8601 instant');

/** A page of a list. */
export function pageOf<Schema extends z.ZodType>(element: Schema) {
  return z.object({
    results: z.array(element),
    count: z.number().int(),
    limit: z.number().int(),
    pages: z.number().int(),
    page: z.number().int(),
  });
}

/** A body of independent parts, none of which needs to be there: unknown parts are ignored, no body is an empty one. */
export function optionalParts<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).prefault({} as never);
}
