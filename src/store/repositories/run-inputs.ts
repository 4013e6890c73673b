// Input documents of flow runs: forms of pauses, their answers, and messages sent to a run.
import { and, asc, eq, inArray, lt, notInArray, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { toInstant } from '../../domain/instants.js';
import type { FlowRunInput, SentInput } from '../../domain/run-inputs.js';
import type { Database } from '../database.js';
import { flowRuns, mailboxInputs, runInputs } from '../schema/index.js';
import { isStorableId } from './storable-id.js';

/** An input to write. `created` defaults to now and orders inputs. */
export type RunInputInsert = Pick<FlowRunInput, 'id' | 'flow_run_id' | 'key' | 'value' | 'sender'> & {
  readonly created?: string;
};

export class RunInputRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Inserts an input unless its key is taken. Tells whether it did. */
  async insert(input: RunInputInsert): Promise<boolean> {
    const now = toInstant(this.now());
    const inserted = await this.database
      .insert(runInputs)
      .values({ created: now, ...input, updated: now })
      .onConflictDoNothing()
      .returning({ id: runInputs.id });
    return inserted.length > 0;
  }

  /** Writes inputs, over the value that a key has. */
  async put(inputs: readonly RunInputInsert[]): Promise<void> {
    if (inputs.length === 0) return;
    const now = toInstant(this.now());
    const byKey = new Map(inputs.map((input) => [JSON.stringify([input.flow_run_id, input.key]), input]));
    await this.database
      .insert(runInputs)
      .values([...byKey.values()].map((input) => ({ created: now, ...input, updated: now })))
      .onConflictDoUpdate({
        target: [runInputs.flow_run_id, runInputs.key],
        set: { value: sql`excluded.value`, sender: sql`excluded.sender`, updated: sql`excluded.updated` },
      });
  }

  async find(flowRunId: string, key: string): Promise<FlowRunInput | undefined> {
    if (!isStorableId(flowRunId)) return undefined;
    const [row] = await this.database
      .select()
      .from(runInputs)
      .where(and(eq(runInputs.flow_run_id, flowRunId), eq(runInputs.key, key)));
    return row && toInput(row);
  }

  /**
   * Inputs of a run in order of arrival.
   *
   * @param prefix - taken literally
   */
  async list(
    flowRunId: string,
    prefix: string,
    limit: number,
    excludeKeys: readonly string[],
    offset = 0,
  ): Promise<FlowRunInput[]> {
    if (!isStorableId(flowRunId)) return [];
    const rows = await this.database
      .select()
      .from(runInputs)
      .where(
        and(
          eq(runInputs.flow_run_id, flowRunId),
          sql`starts_with(${runInputs.key}, ${prefix}::text)`,
          excludeKeys.length > 0 ? notInArray(runInputs.key, [...excludeKeys]) : undefined,
        ),
      )
      .orderBy(asc(runInputs.created), asc(runInputs.position))
      .limit(limit)
      .offset(offset);
    return rows.map(toInput);
  }

  /** What a sender sent to runs and to clients outside flows, oldest first, as far as they keep it. */
  async listSentBy(sender: string, { limit, offset }: { limit: number; offset: number }): Promise<SentInput[]> {
    const toRuns = this.database
      .select({
        key: runInputs.key,
        created: runInputs.created,
        value: sql<string | null>`${runInputs.value}`.as('value'),
        receiverId: sql<string>`${runInputs.flow_run_id}`.as('receiver_id'),
        runName: sql<string | null>`${flowRuns.name}`.as('run_name'),
      })
      .from(runInputs)
      .innerJoin(flowRuns, eq(flowRuns.id, runInputs.flow_run_id))
      .where(eq(runInputs.sender, sender));
    const toClients = this.database
      .select({
        key: mailboxInputs.key,
        created: mailboxInputs.created,
        value: sql<string | null>`${mailboxInputs.value}`.as('value'),
        receiverId: sql<string>`${mailboxInputs.mailbox_id}`.as('receiver_id'),
        runName: sql<string | null>`null::text`.as('run_name'),
      })
      .from(mailboxInputs)
      .where(eq(mailboxInputs.sender, sender));
    const rows = await unionAll(toRuns, toClients)
      .orderBy(sql`created asc`, sql`key asc`)
      .limit(limit)
      .offset(offset);
    return rows.map(({ receiverId: id, runName: name, ...input }) => ({
      ...input,
      receiver: name === null ? { type: 'client', id } : { type: 'flow-run', id, name },
    }));
  }

  /** Deletes inputs of runs that ended before an instant, some at a time. Tells how many. */
  async deleteOfRunsEndedBefore(instant: string, limit: number): Promise<number> {
    const old = this.database
      .select({ id: runInputs.id })
      .from(runInputs)
      .innerJoin(flowRuns, eq(flowRuns.id, runInputs.flow_run_id))
      .where(lt(flowRuns.end_time, instant))
      .limit(limit);
    const deleted = await this.database
      .delete(runInputs)
      .where(inArray(runInputs.id, old))
      .returning({ id: runInputs.id });
    return deleted.length;
  }

  /** Deletes an input; tells whether there was one. */
  async delete(flowRunId: string, key: string): Promise<boolean> {
    if (!isStorableId(flowRunId)) return false;
    const deleted = await this.database
      .delete(runInputs)
      .where(and(eq(runInputs.flow_run_id, flowRunId), eq(runInputs.key, key)))
      .returning({ id: runInputs.id });
    return deleted.length > 0;
  }
}

function toInput({ position: _, ...input }: typeof runInputs.$inferSelect): FlowRunInput {
  return input;
}
