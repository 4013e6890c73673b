// Which messages a run was given by each sender, against what the sender says was acknowledged before each of them. Apart
// from take-input.ts, which says what for, because it is plain data that a run carries along.
import type { CarriedDeliveries } from '../contract/carry.js';
import type { DeliveryMark } from '../domain/inputs.js';

interface Counter {
  /** Every message up to this number came, or is not waited for. */
  floor: number;
  /** Numbers of messages that overtook others. */
  readonly beyond: Set<number>;
}

/** A counter belongs to one process of the platform; those that were silent the longest are let go. */
const KEPT_COUNTERS = 16;

export class Deliveries {
  private readonly counters: Map<string, Counter>;
  /** Length of history at the first task that this sandbox was given as news; null: it has had none yet. */
  firstNewsAt: number | null = null;

  constructor(carry: CarriedDeliveries | undefined) {
    this.counters = new Map(carry?.map(([by, floor, beyond]) => [by, { floor, beyond: new Set(beyond) }]));
  }

  /** Takes a message in. Tells how many that its sender had acknowledged before are missing, and waits for those no more. */
  count({ by, number, floor }: DeliveryMark): number {
    const counter = this.counters.get(by) ?? { floor: 0, beyond: new Set<number>() };
    this.counters.delete(by);
    this.counters.set(by, counter);
    if (this.counters.size > KEPT_COUNTERS) this.counters.delete(this.counters.keys().next().value as string);
    if (number > counter.floor) counter.beyond.add(number);
    rise(counter);
    let missing = 0;
    while (counter.floor < floor) {
      missing += 1;
      counter.floor += 1;
      rise(counter);
    }
    return missing;
  }

  toCarry(): CarriedDeliveries {
    return [...this.counters].map(([by, { floor, beyond }]) => [by, floor, [...beyond]]);
  }
}

/** Lifts the floor over what came out of order. */
function rise(counter: Counter): void {
  while (counter.beyond.delete(counter.floor + 1)) counter.floor += 1;
}
