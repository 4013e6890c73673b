// How much was sent to a flow run and not read, as far as the platform knows: never less than it is, but for what came to
// the run by another way.
import { and, eq, lt, lte, sql } from 'drizzle-orm';
import type { InputLimits } from '../../domain/inputs.js';
import type { Database } from '../database.js';
import { runInboxes } from '../schema/index.js';

/** Inputs sent in all. */
export interface SentInputs {
  readonly count: number;
  readonly bytes: number;
}

export class RunInboxRepository {
  constructor(private readonly database: Database) {}

  /** Counts an input in, unless that would be more than may be unread. Tells whether it did. */
  async reserve(flowRunId: string, bytes: number, limits: InputLimits): Promise<boolean> {
    const { unread_count, unread_bytes, sent_count, sent_bytes } = runInboxes;
    const reserved = await this.database
      .insert(runInboxes)
      .values({ flow_run_id: flowRunId, unread_count: 1, unread_bytes: bytes, sent_count: 1, sent_bytes: bytes })
      .onConflictDoUpdate({
        target: runInboxes.flow_run_id,
        set: {
          unread_count: sql`${unread_count} + 1`,
          unread_bytes: sql`${unread_bytes} + excluded.unread_bytes`,
          sent_count: sql`${sent_count} + 1`,
          sent_bytes: sql`${sent_bytes} + excluded.sent_bytes`,
        },
        setWhere: and(lt(unread_count, limits.count), lte(unread_bytes, limits.bytes - bytes)),
      })
      .returning({ id: runInboxes.flow_run_id });
    return reserved.length > 0;
  }

  /** Takes back what was counted in and not sent, or was deleted unread. */
  async release(flowRunId: string, bytes: number): Promise<void> {
    await this.database
      .update(runInboxes)
      .set({
        unread_count: sql`greatest(${runInboxes.unread_count} - 1, 0)`,
        unread_bytes: sql`greatest(${runInboxes.unread_bytes} - ${bytes}::bigint, 0)`,
      })
      .where(eq(runInboxes.flow_run_id, flowRunId));
  }

  async readSent(flowRunId: string): Promise<SentInputs> {
    const [row] = await this.database
      .select({ count: runInboxes.sent_count, bytes: runInboxes.sent_bytes })
      .from(runInboxes)
      .where(eq(runInboxes.flow_run_id, flowRunId));
    return row ?? { count: 0, bytes: 0 };
  }

  /** Notes what the run says it holds; what was sent since it was asked counts besides. */
  async correct(flowRunId: string, held: SentInputs, sentBefore: SentInputs): Promise<void> {
    await this.database
      .update(runInboxes)
      .set({
        unread_count: sql`${held.count}::integer + (${runInboxes.sent_count} - ${sentBefore.count}::bigint)::integer`,
        unread_bytes: sql`${held.bytes}::bigint + ${runInboxes.sent_bytes} - ${sentBefore.bytes}::bigint`,
      })
      .where(eq(runInboxes.flow_run_id, flowRunId));
  }
}
