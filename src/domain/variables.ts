// Variables: named JSON values that flows, templates and people share.
import { z } from 'zod';

const NAME_RULE = 'Value error, Variable name must only contain lowercase letters, numbers, and dashes or underscores.';

export const variableNameSchema = z
  .string()
  .max(255)
  .regex(/^[a-z0-9_-]+$/, NAME_RULE);

export const variableSchema = z.object({
  id: z.string(),
  created: z.string(),
  updated: z.string(),
  name: z.string(),
  value: z.unknown(),
  tags: z.array(z.string()),
});
export type Variable = z.output<typeof variableSchema>;

export const variableCreateSchema = z.strictObject({
  name: variableNameSchema,
  value: z.json(),
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => tags ?? []),
});
export type VariableCreate = z.output<typeof variableCreateSchema>;

export const variableUpdateSchema = z.strictObject({
  name: variableNameSchema.nullish(),
  value: z.json().optional(),
  tags: z.array(z.string()).nullish(),
});
export type VariableUpdate = z.output<typeof variableUpdateSchema>;

export const variableReadingSchema = z.object({ value: z.unknown() });
export type VariableReading = z.output<typeof variableReadingSchema>;

/** What flow and task code sets. `tags`: null leaves them as they are. */
export const setVariableSchema = z.object({
  name: variableNameSchema,
  value: z.json(),
  tags: z.array(z.string()).nullable(),
  overwrite: z.boolean(),
});
export type SetVariable = z.output<typeof setVariableSchema>;
