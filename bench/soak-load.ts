// The load of a soak and its books: what the platform accepted, and what must have become of it.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isSluiceError, type SluiceClient } from '../src/client/index.js';

/** What was accepted. */
export interface Accepted {
  /** Runs by id, and whether each paused and was answered, or talks. */
  readonly runs: Map<string, 'pauses' | 'suspends' | 'converses'>;
  readonly eventIds: Set<string>;
  readonly automationId: string;
  /** What the platform refused although it had to take it, a sentence each. */
  readonly refused: string[];
}

export interface Books {
  readonly runs: number;
  readonly events: number;
  readonly firings: number;
  /** What did not become of something accepted, a sentence each; empty when nothing was lost or done twice. */
  readonly missing: readonly string[];
}

const EVENT_NAME = 'soak.ticked';
const BETWEEN_ROUNDS_MS = 500;
const EVENTS_IN_A_BATCH = 3;
const PATIENCE_MS = 300_000;
const MOST_IN_A_PAGE = 200;

/** Starts the load; `stop` ends it when what is under way has been answered, and gives what was accepted. */
export async function startLoad(client: SluiceClient): Promise<{ stop(): Promise<Accepted> }> {
  const { id: automationId } = await untilTaken(() =>
    client.automations.create({
      name: `soak ${randomUUID()}`,
      trigger: { type: 'event', expect: [EVENT_NAME], posture: 'Reactive', threshold: 1, within: 0 },
      actions: [{ type: 'do-nothing' }],
    }),
  );
  const accepted: Accepted = { runs: new Map(), eventIds: new Set(), automationId, refused: [] };
  let stopped = false;
  const loops = [
    loop(() => pausedRun(client, accepted)),
    loop(() => suspendedRun(client, accepted)),
    loop(() => conversation(client, accepted)),
    loop(() => eventBatch(client, accepted)),
  ];
  async function loop(round: () => Promise<void>): Promise<void> {
    while (!stopped) {
      await round().catch((error: unknown) => accepted.refused.push(`${new Date().toISOString()} ${String(error)}`));
      await sleep(BETWEEN_ROUNDS_MS);
    }
  }
  return {
    async stop() {
      stopped = true;
      await Promise.all(loops);
      return accepted;
    },
  };
}

/** Waits until everything accepted has come to its end, and tells what has not. */
export async function balanceBooks(client: SluiceClient, accepted: Accepted): Promise<Books> {
  const missing = [...accepted.refused];
  for (const [id, kind] of accepted.runs) {
    const run = await untilTaken(() => client.flowRuns.wait(id, { state: 'COMPLETED' })).catch(
      (error: unknown) => error,
    );
    if (run instanceof Error) missing.push(`run ${id}, which ${kind}: ${run.message}`);
  }
  const stored = await untilTaken(() =>
    client.events.filter({ event: { name: [EVENT_NAME] } }, { limit: accepted.eventIds.size * 2 + 100 }),
  );
  const storedIds = stored.map(({ id }) => id);
  for (const id of accepted.eventIds) if (!storedIds.includes(id)) missing.push(`event ${id} is not in the log`);
  if (new Set(storedIds).size !== storedIds.length) missing.push('an event is in the log twice');
  const firings = await countFirings(client, accepted);
  if (firings !== storedIds.length) {
    const { enabled } = await untilTaken(() => client.automations.read({ id: accepted.automationId }));
    const is = enabled ? 'is enabled' : 'has stopped itself';
    missing.push(`${storedIds.length} events made ${firings} firings; the automation ${is}`);
  }
  return { runs: accepted.runs.size, events: accepted.eventIds.size, firings, missing };
}

/** An event whose answer was lost may be stored although it does not count as accepted: firings follow what is stored. */
async function countFirings(client: SluiceClient, { automationId, eventIds }: Accepted): Promise<number> {
  const deadlineAt = Date.now() + PATIENCE_MS;
  for (let before = -1; ;) {
    const length = await listFirings(client, automationId);
    if ((length >= eventIds.size && length === before) || Date.now() > deadlineAt) return length;
    before = length;
    await sleep(5_000);
  }
}

/** How many there are, page by page. */
async function listFirings(client: SluiceClient, automationId: string): Promise<number> {
  for (let count = 0; ;) {
    const page = { limit: MOST_IN_A_PAGE, offset: count };
    const { length } = await untilTaken(() => client.automations.firings(automationId, page));
    count += length;
    if (length < MOST_IN_A_PAGE) return count;
  }
}

async function pausedRun(client: SluiceClient, { runs }: Accepted): Promise<void> {
  const id = randomUUID();
  await untilTaken(() => client.flowRuns.start('greetUserModel', {}, { id, idempotencyKey: id }));
  runs.set(id, 'pauses');
  await untilTaken(() => client.flowRuns.wait(id, { state: 'PAUSED' }));
  const answer = { runInput: { name: 'Ada', age: 36 }, idempotencyKey: `${id}-answer` };
  await untilTaken(() => client.flowRuns.resume(id, answer));
}

async function suspendedRun(client: SluiceClient, { runs }: Accepted): Promise<void> {
  const id = randomUUID();
  await untilTaken(() => client.flowRuns.start('noblockPausing', {}, { id, idempotencyKey: id }));
  runs.set(id, 'suspends');
  await untilTaken(() => client.flowRuns.wait(id, { state: 'PAUSED' }));
  await untilTaken(() => client.flowRuns.resume(id, { idempotencyKey: `${id}-answer` }));
}

async function conversation(client: SluiceClient, { runs }: Accepted): Promise<void> {
  const [greeterId, senderId] = [randomUUID(), randomUUID()];
  await untilTaken(() => client.flowRuns.start('greeter', {}, { id: greeterId, idempotencyKey: greeterId }));
  runs.set(greeterId, 'converses');
  const parameters = { greeterId, names: ['Ada', 'Grace', 'Mary'] };
  await untilTaken(() => client.flowRuns.start('sender', parameters, { id: senderId, idempotencyKey: senderId }));
  runs.set(senderId, 'converses');
  await untilTaken(() => client.flowRuns.wait(senderId, { state: 'COMPLETED' }));
}

async function eventBatch(client: SluiceClient, { eventIds }: Accepted): Promise<void> {
  const batch = Array.from({ length: EVENTS_IN_A_BATCH }, (_, index) => ({
    event: EVENT_NAME,
    resource: { 'prefect.resource.id': `soak.clock.${index}` },
  }));
  for (const { id } of await client.events.emit(batch).catch(() => [])) eventIds.add(id);
}

/** Repeats a call while the platform is away; what it refuses is refused. */
async function untilTaken<T>(call: () => Promise<T>): Promise<T> {
  for (const deadlineAt = Date.now() + PATIENCE_MS; ;) {
    try {
      return await call();
    } catch (error) {
      const away = isSluiceError(error, 'platform-unavailable') || isSluiceError(error, 'temporal-unavailable');
      if ((!away && !isSluiceError(error, 'store-unavailable')) || Date.now() > deadlineAt) throw error;
      await sleep(500);
    }
  }
}
