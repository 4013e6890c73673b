// The store: one repository a subject, and one function that runs several of them in one transaction. The only door to
// SQL; who holds a Store never sees a table.
import { sql } from 'drizzle-orm';
import { openPglite, openPostgres, type Database, type OpenDatabase, type PostgresOptions } from './database.js';
import { BlockDocumentRepository } from './repositories/block-documents.js';
import { BlockSchemaRepository, BlockTypeRepository } from './repositories/block-types.js';
import { CachedResultRepository } from './repositories/cached-results.js';
import { ConcurrencyLimitRepository } from './repositories/concurrency-limits.js';
import { AutomationRepository } from './repositories/automations.js';
import { DecisionRepository } from './repositories/decisions.js';
import { DeploymentRepository } from './repositories/deployments.js';
import { EventCountRepository } from './repositories/event-counts.js';
import { EventQueryRepository } from './repositories/event-queries.js';
import { EventRepository } from './repositories/events.js';
import { FiringRepository } from './repositories/firings.js';
import { FlowRunStateRepository } from './repositories/flow-run-states.js';
import { FlowRunRepository } from './repositories/flow-runs.js';
import { FlowRepository } from './repositories/flows.js';
import { LogRepository } from './repositories/logs.js';
import { MailboxRepository } from './repositories/mailboxes.js';
import { ReconciliationRepository } from './repositories/reconciliation.js';
import { RunInboxRepository } from './repositories/run-inboxes.js';
import { ScheduleRepository } from './repositories/schedules.js';
import { WaitingRunRepository } from './repositories/waiting-runs.js';
import { WorkPoolRepository } from './repositories/work-pools.js';
import { WorkQueueRepository } from './repositories/work-queues.js';
import { RunInputRepository } from './repositories/run-inputs.js';
import { ServedFlowRepository } from './repositories/served-flows.js';
import { TaskRunStateRepository } from './repositories/task-run-states.js';
import { TaskRunRepository } from './repositories/task-runs.js';
import { VariableRepository } from './repositories/variables.js';
import { WebhookRepository } from './repositories/webhooks.js';
import { translateErrors } from './store-errors.js';

export type { StoredAutomation } from './repositories/automations.js';
export type { StoredDeployment } from './repositories/deployments.js';
export type { EventCount } from './repositories/event-counts.js';
export type { EventPlace } from './repositories/event-queries.js';
export type { QueuedEvent } from './repositories/events.js';
export type { FlowRunInsert } from './repositories/flow-runs.js';
export type { TaskRunInsert } from './repositories/task-runs.js';
export type { RecordedMove } from './repositories/recorded-moves.js';
export type { RecordedFlowRun, RecordedTaskRun, StoredFlowRun, StoredTaskRun } from './repositories/run-rows.js';
export type { ScheduleOfDeployment, StoredSchedule } from './repositories/schedules.js';
export type { StoredPoolWorker, StoredWorkPool } from './repositories/work-pools.js';
export type { StoredWorkQueue, WorkQueueInsert } from './repositories/work-queues.js';
export type { FlowOnQueue } from './repositories/served-flows.js';
export type { MailboxInput } from './repositories/mailboxes.js';
export type { RunInputInsert } from './repositories/run-inputs.js';
export type { HistoryCell } from './repositories/run-history.js';
export type { StoredWebhook, WebhookPatch } from './repositories/webhooks.js';

/** The repositories, all on the same connection or transaction. */
export interface Repositories {
  readonly flows: FlowRepository;
  readonly servedFlows: ServedFlowRepository;
  readonly flowRuns: FlowRunRepository;
  readonly flowRunStates: FlowRunStateRepository;
  readonly taskRuns: TaskRunRepository;
  readonly taskRunStates: TaskRunStateRepository;
  readonly logs: LogRepository;
  readonly runInputs: RunInputRepository;
  readonly runInboxes: RunInboxRepository;
  readonly mailboxes: MailboxRepository;
  readonly decisions: DecisionRepository;
  readonly events: EventRepository;
  readonly eventQueries: EventQueryRepository;
  readonly eventCounts: EventCountRepository;
  readonly automations: AutomationRepository;
  readonly firings: FiringRepository;
  readonly deployments: DeploymentRepository;
  readonly schedules: ScheduleRepository;
  readonly waitingRuns: WaitingRunRepository;
  readonly workPools: WorkPoolRepository;
  readonly workQueues: WorkQueueRepository;
  readonly blockTypes: BlockTypeRepository;
  readonly blockSchemas: BlockSchemaRepository;
  readonly blockDocuments: BlockDocumentRepository;
  readonly variables: VariableRepository;
  readonly webhooks: WebhookRepository;
  readonly cachedResults: CachedResultRepository;
  readonly concurrencyLimits: ConcurrencyLimitRepository;
  readonly reconciliation: ReconciliationRepository;
}

export interface Store extends Repositories {
  /**
   * Runs work in one transaction: all of it is written, or nothing when it throws. Inside, use only the repositories
   * that are handed in; an embedded database has one connection and would wait for itself.
   */
  transaction<T>(work: (repositories: Repositories) => Promise<T>): Promise<T>;
  /** Calls the listener after events were committed; returns how to stop that. */
  listenForEvents(listener: () => void): () => void;
  /** Resolves when the database answers. Throws `store-unavailable`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface StoreOptions extends PostgresOptions {
  /** A Postgres server, `postgres://…`. Without it the database is embedded. */
  readonly databaseUrl?: string | null;
  /** Folder of the embedded database; null keeps it in memory. */
  readonly dataDir?: string | null;
  /** The clock of `created` and `updated`, and of what a run's times come to. */
  readonly now: () => Date;
}

/** Opens the store and brings its tables up to date. Throws `store-unavailable`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, dataDir, now } = options;
  const opened = await translateErrors<OpenDatabase>(() =>
    databaseUrl == null ? openPglite(dataDir ?? null, options) : openPostgres(databaseUrl, options),
  );
  const { database } = opened;
  const listeners = new Set<() => void>();
  const tellListeners = () => listeners.forEach((listener) => listener());
  return {
    ...translateEach(createRepositories(database, now, tellListeners)),
    transaction: (work) =>
      translateErrors(async () => {
        let wrote = false;
        const noteWritten = () => (wrote = true);
        const result = await database.transaction((transaction) =>
          work(createRepositories(transaction, now, noteWritten)),
        );
        if (wrote) tellListeners();
        return result;
      }),
    listenForEvents(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ping() {
      await translateErrors(() => database.execute(sql`select 1`));
    },
    close: () => opened.close(),
  };
}

function createRepositories(database: Database, now: () => Date, noteWritten: () => void): Repositories {
  return {
    flows: new FlowRepository(database, now),
    servedFlows: new ServedFlowRepository(database, now),
    flowRuns: new FlowRunRepository(database, now),
    flowRunStates: new FlowRunStateRepository(database),
    taskRuns: new TaskRunRepository(database, now),
    taskRunStates: new TaskRunStateRepository(database),
    logs: new LogRepository(database, now),
    runInputs: new RunInputRepository(database, now),
    runInboxes: new RunInboxRepository(database),
    mailboxes: new MailboxRepository(database, now),
    decisions: new DecisionRepository(database),
    events: new EventRepository(database, now, noteWritten),
    eventQueries: new EventQueryRepository(database),
    eventCounts: new EventCountRepository(database),
    automations: new AutomationRepository(database, now),
    firings: new FiringRepository(database, now),
    deployments: new DeploymentRepository(database, now),
    schedules: new ScheduleRepository(database, now),
    waitingRuns: new WaitingRunRepository(database),
    workPools: new WorkPoolRepository(database, now),
    workQueues: new WorkQueueRepository(database, now),
    blockTypes: new BlockTypeRepository(database, now),
    blockSchemas: new BlockSchemaRepository(database, now),
    blockDocuments: new BlockDocumentRepository(database, now),
    variables: new VariableRepository(database, now),
    webhooks: new WebhookRepository(database, now),
    cachedResults: new CachedResultRepository(database, now),
    concurrencyLimits: new ConcurrencyLimitRepository(database, now),
    reconciliation: new ReconciliationRepository(database),
  };
}

/** The same repositories, each method with its errors translated; in a transaction that is done once around it. */
function translateEach(repositories: Repositories): Repositories {
  const translated: Record<string, object> = {};
  for (const [name, repository] of Object.entries(repositories)) translated[name] = translating(repository as object);
  return translated as unknown as Repositories;
}

function translating<T extends object>(repository: T): T {
  return new Proxy(repository, {
    get(target, property) {
      const member: unknown = Reflect.get(target, property);
      if (typeof member !== 'function' || property === 'stream') return member;
      return (...args: unknown[]) => translateErrors(() => Reflect.apply(member, target, args) as Promise<unknown>);
    },
  });
}
