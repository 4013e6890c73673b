// The filter and the sort orders of log lines, and how its text query is read.
import { z } from 'zod';
import { linkFilterSchema, operatorSchema, spanFilterSchema } from './filter-parts.js';

export const logFilterSchema = z.strictObject({
  operator: operatorSchema,
  level: z.strictObject({ ge_: z.number().int().nullish(), le_: z.number().int().nullish() }).nullish(),
  timestamp: spanFilterSchema.nullish(),
  flow_run_id: z.strictObject({ any_: z.array(z.uuid()).nullish() }).nullish(),
  task_run_id: linkFilterSchema.omit({ operator: true }).nullish(),
  /** Words are alternatives; `-word` or `!word` excludes, `+word` requires, quotes keep a phrase together. */
  text: z.strictObject({ query: z.string().max(200) }).nullish(),
});
export type LogFilter = z.infer<typeof logFilterSchema>;

export const logSortSchema = z.enum(['TIMESTAMP_ASC', 'TIMESTAMP_DESC']);
export type LogSort = z.infer<typeof logSortSchema>;

/** A text query taken apart, in lower case. */
export interface TextQuery {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly require: readonly string[];
}

/** Reads a text query; an unclosed quote runs to the end. */
export function parseTextQuery(query: string): TextQuery {
  const include: string[] = [];
  const exclude: string[] = [];
  const require: string[] = [];
  for (const [, sign, phrase, word] of query.matchAll(/([-!+]?)(?:"([^"]*)"?|([^\s"]+))/g)) {
    const text = (phrase ?? word ?? '').toLowerCase();
    if (text === '') continue;
    (sign === '' ? include : sign === '+' ? require : exclude).push(text);
  }
  return { include, exclude, require };
}
