// Mailboxes of clients outside flows, and the inputs that runs sent them. Whoever writes locks the mailbox first, so that
// places become visible in their order and what is held is counted right.
import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, lte, sql } from 'drizzle-orm';
import { toInstant } from '../../domain/instants.js';
import type { InputLimits } from '../../domain/inputs.js';
import type { Database } from '../database.js';
import { mailboxes, mailboxInputs } from '../schema/index.js';

export interface MailboxInput {
  /** Place in the order of arrival. */
  readonly position: number;
  readonly key: string;
  /** JSON text. */
  readonly value: string;
  readonly sender: string | null;
}

export class MailboxRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Opens a mailbox, or keeps an open one for longer. */
  async open(id: string, expiresAt: string): Promise<void> {
    const now = this.now();
    await this.database
      .insert(mailboxes)
      // Places begin with the clock, so that those of a mailbox that expired and is opened again lie behind its old ones.
      .values({ id, created: toInstant(now), expires_at: expiresAt, last_position: now.getTime() })
      .onConflictDoUpdate({
        target: mailboxes.id,
        set: { expires_at: sql`greatest(${mailboxes.expires_at}, excluded.expires_at)` },
      });
  }

  /** Puts an input into a mailbox; one whose key was there before changes nothing. For use in a transaction. */
  async deliver(
    id: string,
    input: Omit<MailboxInput, 'position'>,
    limits: InputLimits,
  ): Promise<'taken' | 'repeated' | 'full' | 'missing'> {
    const mailbox = await this.lock(id);
    if (!mailbox) return 'missing';
    const known = and(eq(mailboxInputs.mailbox_id, id), eq(mailboxInputs.key, input.key));
    const repeated = await this.database.select({ key: mailboxInputs.key }).from(mailboxInputs).where(known);
    if (repeated.length > 0) return 'repeated';
    const held_count = mailbox.held_count + 1;
    const held_bytes = mailbox.held_bytes + Buffer.byteLength(input.value);
    if (held_count > limits.count || held_bytes > limits.bytes) return 'full';
    const last_position = mailbox.last_position + 1;
    await this.database
      .insert(mailboxInputs)
      .values({ ...input, mailbox_id: id, position: last_position, created: toInstant(this.now()) });
    await this.database.update(mailboxes).set({ last_position, held_count, held_bytes }).where(eq(mailboxes.id, id));
    return 'taken';
  }

  /** Inputs behind a place that were not received yet, in order. */
  async listAfter(id: string, position: number, limit: number): Promise<MailboxInput[]> {
    const { mailbox_id, key, value, sender } = mailboxInputs;
    const rows = await this.database
      .select({ position: mailboxInputs.position, key, value, sender })
      .from(mailboxInputs)
      .where(and(eq(mailbox_id, id), gt(mailboxInputs.position, position), isNotNull(value)))
      .orderBy(asc(mailboxInputs.position))
      .limit(limit);
    return rows.map((row) => ({ ...row, value: row.value as string }));
  }

  /** Lets go of inputs that were received; their keys stay for a while. For use in a transaction. */
  async acknowledge(id: string, keys: readonly string[]): Promise<void> {
    const mailbox = await this.lock(id);
    if (!mailbox || keys.length === 0) return;
    const held = and(
      eq(mailboxInputs.mailbox_id, id),
      inArray(mailboxInputs.key, [...keys]),
      isNotNull(mailboxInputs.value),
    );
    const [freed] = await this.database
      .select({
        count: sql<number>`count(*)::integer`,
        bytes: sql<number>`coalesce(sum(octet_length(${mailboxInputs.value})), 0)::integer`,
      })
      .from(mailboxInputs)
      .where(held);
    await this.database.update(mailboxInputs).set({ value: null }).where(held);
    await this.database
      .update(mailboxes)
      .set({
        held_count: mailbox.held_count - (freed?.count ?? 0),
        held_bytes: mailbox.held_bytes - (freed?.bytes ?? 0),
      })
      .where(eq(mailboxes.id, id));
  }

  /** Deletes mailboxes that expired, and keys of inputs received before an instant. Tells how many mailboxes. */
  async deleteExpired(receivedBefore: string): Promise<number> {
    const gone = await this.database
      .delete(mailboxes)
      .where(lte(mailboxes.expires_at, toInstant(this.now())))
      .returning({ id: mailboxes.id });
    await this.database
      .delete(mailboxInputs)
      .where(and(isNull(mailboxInputs.value), lt(mailboxInputs.created, receivedBefore)));
    return gone.length;
  }

  /** The row of a mailbox that has not expired, locked. */
  private async lock(id: string): Promise<typeof mailboxes.$inferSelect | undefined> {
    const [mailbox] = await this.database
      .select()
      .from(mailboxes)
      .where(and(eq(mailboxes.id, id), gt(mailboxes.expires_at, toInstant(this.now()))))
      .for('update');
    return mailbox;
  }
}
