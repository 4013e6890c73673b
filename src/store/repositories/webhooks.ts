// Webhooks by id, by name, and by the digest of their slug.
import { and, asc, count, eq } from 'drizzle-orm';
import { toInstant } from '../../domain/instants.js';
import type { WebhookFilter } from '../../domain/webhooks/webhook.js';
import { anyOf, type Condition } from '../conditions.js';
import type { Database } from '../database.js';
import { webhooks } from '../schema/index.js';
import type { ListPage } from './flow-runs.js';
import { isStorableId } from './storable-id.js';

export type StoredWebhook = typeof webhooks.$inferSelect;
export type WebhookInsert = Omit<StoredWebhook, 'created' | 'updated'>;
export type WebhookPatch = Partial<Omit<WebhookInsert, 'id'>>;

export class WebhookRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Undefined: there is one with this name. */
  async insert(webhook: WebhookInsert): Promise<StoredWebhook | undefined> {
    const now = toInstant(this.now());
    const [row] = await this.database
      .insert(webhooks)
      .values({ ...webhook, created: now, updated: now })
      .onConflictDoNothing({ target: webhooks.name })
      .returning();
    return row;
  }

  async find(id: string): Promise<StoredWebhook | undefined> {
    return isStorableId(id) ? this.first(eq(webhooks.id, id)) : undefined;
  }

  async findByName(name: string): Promise<StoredWebhook | undefined> {
    return this.first(eq(webhooks.name, name));
  }

  async findBySlugDigest(digest: string): Promise<StoredWebhook | undefined> {
    return this.first(eq(webhooks.slug_digest, digest));
  }

  /** By name. */
  async list(filter: WebhookFilter | null | undefined, { limit, offset }: ListPage): Promise<StoredWebhook[]> {
    return this.database
      .select()
      .from(webhooks)
      .where(conditionOf(filter))
      .orderBy(asc(webhooks.name), asc(webhooks.id))
      .limit(limit)
      .offset(offset);
  }

  async count(filter: WebhookFilter | null | undefined): Promise<number> {
    const [row] = await this.database.select({ count: count() }).from(webhooks).where(conditionOf(filter));
    return row?.count ?? 0;
  }

  /** Undefined: it is gone. */
  async update(id: string, patch: WebhookPatch): Promise<StoredWebhook | undefined> {
    const [row] = await this.database
      .update(webhooks)
      .set({ ...patch, updated: toInstant(this.now()) })
      .where(eq(webhooks.id, id))
      .returning();
    return row;
  }

  /** Tells whether there was one. */
  async delete(id: string): Promise<boolean> {
    if (!isStorableId(id)) return false;
    const gone = await this.database.delete(webhooks).where(eq(webhooks.id, id)).returning({ id: webhooks.id });
    return gone.length > 0;
  }

  private async first(condition: Condition): Promise<StoredWebhook | undefined> {
    const [row] = await this.database.select().from(webhooks).where(condition);
    return row;
  }
}

function conditionOf(filter: WebhookFilter | null | undefined): Condition {
  if (!filter) return undefined;
  const { name, enabled } = filter;
  return and(anyOf(webhooks.name, name?.any_), enabled ? eq(webhooks.enabled, enabled.eq_) : undefined);
}
