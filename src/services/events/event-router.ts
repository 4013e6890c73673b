// The router: takes queued events in order, finds the automations each concerns, and signals them in batches. An event
// leaves the queue only when every automation has it; a crash in between repeats a batch, and automations know repeats.
// Several servers may run one each: a claimed event is passed over by the others until the claim runs out.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AutomationEvent } from '../../contract/automations.js';
import type { QueuedEvent } from '../../store/store.js';
import { definitionOf } from '../automations/automation-definition.js';
import { syncAutomations } from '../automations/sync-automations.js';
import type { ServiceContext } from '../service-context.js';
import { AutomationIndex } from './automation-index.js';
import { withClaimedEvents, type Routed } from './claim-events.js';
import { planDeliveries, type Delivery } from './plan-deliveries.js';

const BATCH_EVENTS = 200;
const BATCH_CHARACTERS = 256_000;
const IDLE_MS = 1000;
/** While events keep coming so long passes between two routings, and they gather: each costs the same for one or many. */
const GATHER_MS = 20;
const BACKOFF_MS = 1000;
const SIGNALS_AT_ONCE = 16;

export class EventRouter {
  private index: AutomationIndex | undefined;
  private indexVersion = '';
  private syncedAtMs = Number.NEGATIVE_INFINITY;
  private routedAtMs = Number.NEGATIVE_INFINITY;
  private stopping = false;
  private wake: () => void = () => undefined;
  private readonly unlisten: () => void;
  private running: Promise<void> | undefined;

  constructor(private readonly context: ServiceContext) {
    this.unlisten = context.store.listenForEvents(() => this.wake());
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Stops after the batch in hand. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unlisten();
    this.wake();
    await this.running;
  }

  /** Routes what is queued now; tells how many events. Tests call it; the loop does the rest of the time. */
  async routeOnce(): Promise<Routed> {
    return withClaimedEvents(this.context.store, this.context.newId(), (claimed) => this.deliver(claimed));
  }

  private async run(): Promise<void> {
    let failed = false;
    while (!this.stopping) {
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      try {
        await this.syncWhenDue();
        const { count, more } = await this.routeOnce();
        if (count > 0) this.routedAtMs = performance.now();
        failed = false;
        // More is there already, and nobody need wake us for it.
        if (more) continue;
      } catch (error) {
        if (!failed) this.context.log.warn({ err: error }, 'events cannot be routed for now; they stay queued');
        failed = true;
      }
      if (this.stopping) return;
      const timer = new AbortController();
      const pause = sleep(failed ? BACKOFF_MS : IDLE_MS, undefined, { signal: timer.signal }).catch(() => undefined);
      await (failed ? pause : Promise.race([woken, pause]));
      timer.abort();
      const sinceMs = performance.now() - this.routedAtMs;
      if (sinceMs < GATHER_MS) await sleep(GATHER_MS - sinceMs);
    }
  }

  /** What is written to an automation is told at once; only what a crash cut short is left to be told here. */
  private async syncWhenDue(): Promise<void> {
    if (performance.now() - this.syncedAtMs < IDLE_MS) return;
    await syncAutomations(this.context);
    this.syncedAtMs = performance.now();
  }

  private async deliver(claimed: readonly QueuedEvent[]): Promise<void> {
    const index = await this.freshIndex();
    const deliveries = await planDeliveries(this.context, index, claimed);
    const workers = Array.from({ length: Math.min(SIGNALS_AT_ONCE, deliveries.length) }, async () => {
      for (let next = deliveries.shift(); next; next = deliveries.shift()) await this.signal(next);
    });
    await Promise.all(workers);
  }

  private async signal({ recipient, events }: Delivery): Promise<void> {
    const { store, temporal } = this.context;
    const { automationId, shard } = recipient;
    for (const batch of splitBatches(events)) {
      if (await temporal.sendEvents(automationId, shard, batch)) continue;
      // Its workflow is not there: it was switched off in between, or Temporal lost it and it is started again.
      const stored = await store.automations.find(automationId);
      if (!stored?.automation.enabled || shard >= (stored.automation.shards ?? 1)) return;
      await temporal.defineAutomation(definitionOf(stored));
      await temporal.sendEvents(automationId, shard, batch);
    }
  }

  private async freshIndex(): Promise<AutomationIndex> {
    const { automations } = this.context.store;
    const version = await automations.version();
    if (!this.index || version !== this.indexVersion) {
      this.index = new AutomationIndex(await automations.listEnabled());
      this.indexVersion = version;
    }
    return this.index;
  }
}

function* splitBatches(events: readonly AutomationEvent[]): Generator<AutomationEvent[]> {
  let batch: AutomationEvent[] = [];
  let characters = 0;
  for (const event of events) {
    const size = JSON.stringify(event).length;
    if (batch.length > 0 && (batch.length >= BATCH_EVENTS || characters + size > BATCH_CHARACTERS)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(event);
    characters += size;
  }
  if (batch.length > 0) yield batch;
}
