// Trying a block out: a test message goes the way that notifications go, and what came of it is one document. Apart from
// the blocks' own documents, which are the reference's.
import { z } from 'zod';

export const blockTrialSchema = z.object({
  ok: z.boolean(),
  /** What the service answered with. Null: it answered none, and mail has none. */
  status: z.number().int().nullable(),
  /** Why it was not sent; null when it was. Secrets of the block are stars in it. */
  reason: z.string().nullable(),
});
export type BlockTrial = z.output<typeof blockTrialSchema>;
