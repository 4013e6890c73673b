// A trigger on the test bench: written briefly, fed by seconds, driven as the live automation drives it (a tick at every
// due moment before the next event).
import { advanceTrigger } from '../../../src/domain/triggers/advance.js';
import { compileTrigger, type CompiledTrigger } from '../../../src/domain/triggers/compile.js';
import { evaluateTrigger } from '../../../src/domain/triggers/evaluate.js';
import { triggerSchema } from '../../../src/domain/triggers/trigger.js';
import { withClientDefaults } from '../../../src/domain/triggers/trigger-shape.js';
import { createTriggerState, type Firing, type TriggerState } from '../../../src/domain/triggers/trigger-state.js';
import { eventSchema, type Event } from '../../../src/domain/events/event.js';
import { formatInstantUs, parseInstantUs } from '../../../src/domain/instants.js';

export const START_US = parseInstantUs('2026-03-01T12:00:00Z');

/** An instant so many seconds after the start. */
export const at = (seconds: number): string => formatInstantUs(START_US + Math.round(seconds * 1_000_000));

export interface BriefEvent {
  readonly name: string;
  /** Seconds after the start. */
  readonly occurred: number;
  readonly resource?: string;
  readonly labels?: Record<string, string>;
  readonly follows?: string;
  readonly id?: string;
}

/** An event with the id `event <name> <occurred>` made a UUID of, so that tests can name it. */
export function event({ name, occurred, resource = 'thing.1', labels = {}, follows, id }: BriefEvent): Event {
  return eventSchema.parse({
    id: id ?? idOf(name, occurred, resource),
    event: name,
    occurred: at(occurred),
    resource: { 'prefect.resource.id': resource, ...labels },
    follows: follows ?? null,
  });
}

/** The id that `event` gives. */
export function idOf(name: string, occurred: number, resource = 'thing.1'): string {
  let hash = 7n;
  for (const character of `${name}/${occurred}/${resource}`) {
    hash = (hash * 31n + BigInt(character.charCodeAt(0))) % 2n ** 88n;
  }
  const hex = hash.toString(16).padStart(22, '0');
  return `00000000-${hex.slice(0, 4)}-4${hex.slice(4, 7)}-8${hex.slice(7, 10)}-${hex.slice(10, 22)}`;
}

export class BenchTrigger {
  readonly compiled: CompiledTrigger;
  state: TriggerState;
  readonly fired: Firing[] = [];
  #nowUs = START_US;

  constructor(document: unknown, createdSeconds = 0) {
    this.compiled = compileTrigger(triggerSchema.parse(withClientDefaults(document)));
    this.state = createTriggerState(this.compiled, START_US + createdSeconds * 1_000_000);
  }

  /** Lets time pass to a moment (seconds after the start). */
  passTo(seconds: number): this {
    const toUs = Math.max(this.#nowUs, START_US + Math.round(seconds * 1_000_000));
    for (const tick of advanceTrigger(this.compiled, this.state, this.#nowUs, toUs)) this.fired.push(...tick.firings);
    this.#nowUs = toUs;
    return this;
  }

  /** Lets an event come in, when it occurred or at another moment; what is due before is dealt with first. */
  take(brief: BriefEvent, receivedSeconds = brief.occurred): this {
    this.passTo(receivedSeconds);
    const { firings } = evaluateTrigger(this.compiled, this.state, { kind: 'event', event: event(brief) }, this.#nowUs);
    this.fired.push(...firings);
    return this;
  }

  /** An unneeded look at the clock. */
  tick(): this {
    this.fired.push(...evaluateTrigger(this.compiled, this.state, { kind: 'tick' }, this.#nowUs).firings);
    return this;
  }

  /** Writes the state down and reads it back, as continue-as-new does. */
  restart(): this {
    this.state = JSON.parse(JSON.stringify(this.state)) as TriggerState;
    return this;
  }

  /** What fired so far, briefly: the moment in seconds after the start, and the key. */
  get moments(): [number, ...string[]][] {
    return this.fired.map(({ triggered, bucketing_key: key }) => [
      (parseInstantUs(triggered) - START_US) / 1_000_000,
      ...key,
    ]);
  }
}
