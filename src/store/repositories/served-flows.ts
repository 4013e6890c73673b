// What workers said about the flows they serve: the way from a flow's name to its task queue and parameter schema.
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { ServedFlow, WorkerRegistration } from '../../domain/flows.js';
import { toInstant } from '../../domain/instants.js';
import type { Database } from '../database.js';
import { servedFlows } from '../schema/index.js';

/** A served flow and the task queue its worker polls. */
export type FlowOnQueue = ServedFlow & { readonly task_queue: string };

export class ServedFlowRepository {
  constructor(
    private readonly database: Database,
    private readonly now: () => Date,
  ) {}

  /** Writes a registration over what the same task queue said before about the same flows. */
  async register({ task_queue, flows }: WorkerRegistration): Promise<void> {
    if (flows.length === 0) return;
    const registered = toInstant(this.now());
    const byName = new Map(flows.map((flow) => [flow.name, { ...flow, task_queue, registered }]));
    const rows = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    await this.database
      .insert(servedFlows)
      .values(rows)
      .onConflictDoUpdate({
        target: [servedFlows.task_queue, servedFlows.name],
        set: {
          workflow_type: sql`excluded.workflow_type`,
          description: sql`excluded.description`,
          version: sql`excluded.version`,
          parameter_schema: sql`excluded.parameter_schema`,
          retries: sql`excluded.retries`,
          retry_delay_seconds: sql`excluded.retry_delay_seconds`,
          registered: sql`excluded.registered`,
        },
      });
  }

  /** The flow as the worker that registered last serves it. */
  async findByName(name: string): Promise<FlowOnQueue | undefined> {
    const [row] = await this.database
      .select()
      .from(servedFlows)
      .where(eq(servedFlows.name, name))
      .orderBy(desc(servedFlows.registered), asc(servedFlows.task_queue))
      .limit(1);
    return row && toFlowOnQueue(row);
  }

  /** When a worker last said that it serves the flow. */
  async findRegistered(name: string): Promise<string | undefined> {
    const [row] = await this.database
      .select({ registered: servedFlows.registered })
      .from(servedFlows)
      .where(eq(servedFlows.name, name))
      .orderBy(desc(servedFlows.registered))
      .limit(1);
    return row?.registered;
  }

  /** The flow as the first of these task queues that serves it does. */
  async findOn(name: string, taskQueues: readonly string[]): Promise<FlowOnQueue | undefined> {
    const rows = await this.database
      .select()
      .from(servedFlows)
      .where(and(eq(servedFlows.name, name), inArray(servedFlows.task_queue, [...taskQueues])));
    const [first] = rows.sort((a, b) => taskQueues.indexOf(a.task_queue) - taskQueues.indexOf(b.task_queue));
    return first && toFlowOnQueue(first);
  }

  /** The task queues whose workers have told this store what they serve. */
  async listTaskQueues(): Promise<Set<string>> {
    const rows = await this.database.selectDistinct({ taskQueue: servedFlows.task_queue }).from(servedFlows);
    return new Set(rows.map(({ taskQueue }) => taskQueue));
  }

  async list(): Promise<FlowOnQueue[]> {
    const rows = await this.database
      .select()
      .from(servedFlows)
      .orderBy(asc(servedFlows.name), asc(servedFlows.task_queue));
    return rows.map(toFlowOnQueue);
  }
}

function toFlowOnQueue({ registered: _, ...flow }: typeof servedFlows.$inferSelect): FlowOnQueue {
  return flow;
}
