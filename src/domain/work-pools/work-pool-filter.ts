// The filters of work pools and of their queues.
import { z } from 'zod';
import { idFilterSchema, operatorSchema } from '../filters/filter-parts.js';

const startsWithFilterSchema = z.strictObject({
  any_: z.array(z.string()).nullish(),
  startswith_: z.array(z.string()).nullish(),
});

export const workPoolFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: idFilterSchema.nullish(),
  name: z.strictObject({ any_: z.array(z.string()).nullish(), like_: z.string().nullish() }).nullish(),
  type: z.strictObject({ any_: z.array(z.string()).nullish() }).nullish(),
});
export type WorkPoolFilter = z.infer<typeof workPoolFilterSchema>;

export const workQueueFilterSchema = z.strictObject({
  operator: operatorSchema,
  id: idFilterSchema.nullish(),
  name: startsWithFilterSchema.nullish(),
});
export type WorkQueueFilter = z.infer<typeof workQueueFilterSchema>;
