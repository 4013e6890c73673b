// Who gets which of the claimed events, and what each automation is told of causal order. An event that follows another
// is evaluated after it: the automation waits when it will be given that one as well, and must not wait for an event that
// it is never given.
import { setImmediate } from 'node:timers/promises';
import type { AutomationEvent } from '../../contract/automations.js';
import type { Event, ReceivedEvent } from '../../domain/events/event.js';
import type { QueuedEvent } from '../../store/store.js';
import type { ServiceContext } from '../service-context.js';
import type { AutomationIndex, Recipient } from './automation-index.js';

/** After so many others of this process have their turn. */
const EVENTS_AT_ONCE = 200;

/** The events for one workflow of an automation, in the order in which they were received. */
export interface Delivery {
  readonly recipient: Recipient;
  readonly events: readonly AutomationEvent[];
}

/** Plans the deliveries of a batch. */
export async function planDeliveries(
  context: Pick<ServiceContext, 'store'>,
  index: AutomationIndex,
  claimed: readonly QueuedEvent[],
): Promise<Delivery[]> {
  const { store } = context;
  const here = new Set(claimed.map(({ event }) => event.id));
  const leaders = new Set(claimed.flatMap(({ event }) => (event.follows ? [event.follows] : [])));
  const [known, early] = await Promise.all([
    store.events.findIds([...leaders].filter((id) => !here.has(id))),
    store.events.findEarlyFollowers([...here], claimed[0]?.position ?? 0),
  ]);
  const awaitedBy = recipientsByLeader(index, early);
  const plans = new Map<string, Plan>();
  for (const [number, { event }] of claimed.entries()) {
    if (number % EVENTS_AT_ONCE === EVENTS_AT_ONCE - 1) await setImmediate();
    for (const recipient of joined(index.interested(event, event.received), awaitedBy.get(event.id))) {
      const key = keyOf(recipient);
      const plan = plans.get(key) ?? { recipient, events: [], ids: new Set<string>() };
      plans.set(key, plan);
      plan.events.push(event);
      plan.ids.add(event.id);
    }
  }
  return [...plans.values()].map(({ recipient, events, ids }) => {
    // Received, and either given to this automation before or none of its concern.
    const isSettled = (leader: string) => known.has(leader) || (here.has(leader) && !ids.has(leader));
    const told = events.map((event): AutomationEvent =>
      event.follows !== null && isSettled(event.follows) ? { ...event, leader_received: true } : event,
    );
    return { recipient, events: told };
  });
}

interface Plan {
  readonly recipient: Recipient;
  readonly events: ReceivedEvent[];
  readonly ids: Set<string>;
}

/** Automations that hold an event because the one it follows had not been received: they are given that one too. */
function recipientsByLeader(index: AutomationIndex, early: readonly Event[]): Map<string, Recipient[]> {
  const recipients = new Map<string, Recipient[]>();
  for (const follower of early) {
    const leader = follower.follows as string;
    recipients.set(leader, [...(recipients.get(leader) ?? []), ...index.interested(follower)]);
  }
  return recipients;
}

function joined(interested: readonly Recipient[], waiting: readonly Recipient[] = []): readonly Recipient[] {
  if (waiting.length === 0) return interested;
  return [...new Map([...interested, ...waiting].map((recipient) => [keyOf(recipient), recipient])).values()];
}

function keyOf({ automationId, shard }: Recipient): string {
  return `${automationId}/${shard}`;
}
