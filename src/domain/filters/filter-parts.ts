// The pieces that every list filter is built from, with the reference's names: a trailing underscore marks a criterion.
// Unknown keys are refused, so that a misspelt criterion never widens a list in silence.
import { z } from 'zod';

export const operatorSchema = z.enum(['and_', 'or_']).default('and_');
export type FilterOperator = z.infer<typeof operatorSchema>;

const ids = z.array(z.uuid()).nullish();
const texts = z.array(z.string()).nullish();

export const idFilterSchema = z.strictObject({ any_: ids, not_any_: ids });
export type IdFilter = z.infer<typeof idFilterSchema>;

/** `like_`: part of the name in any case; `%` and `_` stand for any text and any character. */
export const nameFilterSchema = z.strictObject({ any_: texts, like_: z.string().nullish() });
export type NameFilter = z.infer<typeof nameFilterSchema>;

/** `all_`: has all of these; `any_`: has one of these; `is_null_`: has none at all (or has some). */
export const tagsFilterSchema = z.strictObject({
  operator: operatorSchema,
  all_: texts,
  any_: texts,
  is_null_: z.boolean().nullish(),
});
export type TagsFilter = z.infer<typeof tagsFilterSchema>;

/** An id that may be absent. */
export const linkFilterSchema = z.strictObject({
  operator: operatorSchema,
  any_: ids,
  is_null_: z.boolean().nullish(),
});
export type LinkFilter = z.infer<typeof linkFilterSchema>;

export const textsFilterSchema = z.strictObject({ any_: texts, not_any_: texts });

const instantSchema = z.iso.datetime({ offset: true, local: true });

/** Both ends are included. */
export const timeFilterSchema = z.strictObject({
  before_: instantSchema.nullish(),
  after_: instantSchema.nullish(),
  is_null_: z.boolean().nullish(),
});
export type TimeFilter = z.infer<typeof timeFilterSchema>;

/** A time that is always there. */
export const spanFilterSchema = timeFilterSchema.omit({ is_null_: true });
