// Results that task runs share over flow runs.
import { and, eq, gt, isNotNull, isNull, lte, or, sql } from 'drizzle-orm';
import type { CachedResult } from '../../domain/cached-results.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { cachedResults } from '../schema/index.js';

export class CachedResultRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** The result under a key, unless it has expired. */
  async find(key: string): Promise<CachedResult | undefined> {
    const current = or(isNull(cachedResults.expires_at), gt(cachedResults.expires_at, toInstant(this.now())));
    const [row] = await this.database
      .select()
      .from(cachedResults)
      .where(and(eq(cachedResults.key, key), current));
    return (
      row && {
        key: row.key,
        value: row.value as CachedResult['value'],
        expires_at: row.expires_at,
        task_run_id: row.task_run_id,
      }
    );
  }

  /** Writes a result over the one its key has. */
  async put(result: CachedResult): Promise<void> {
    await this.database
      .insert(cachedResults)
      .values({ created: toInstant(this.now()), ...result })
      .onConflictDoUpdate({
        target: cachedResults.key,
        set: {
          created: sql`excluded.created`,
          value: sql`excluded.value`,
          expires_at: sql`excluded.expires_at`,
          task_run_id: sql`excluded.task_run_id`,
        },
      });
  }

  /** Deletes what has expired. */
  async deleteExpired(): Promise<void> {
    await this.database
      .delete(cachedResults)
      .where(and(isNotNull(cachedResults.expires_at), lte(cachedResults.expires_at, toInstant(this.now()))));
  }
}
