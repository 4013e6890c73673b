// Letting time pass exactly: a tick at each moment at which something is due. The live automation does the same with
// durable timers; here it is virtual, for simulations and for catching up before an event.
import type { CompiledTrigger } from './compile.js';
import { evaluateTrigger, type TriggerStep } from './evaluate.js';
import type { TriggerState } from './trigger-state.js';
import { nextWakeUs } from './wake.js';

export interface Tick extends TriggerStep {
  /** Wall clock of the tick, microseconds. */
  readonly atUs: number;
}

/**
 * Ticks a trigger at every moment due from `fromUs` to `toUs` (both included, wall clock, microseconds) and yields each
 * tick, whether it fired or not. The state is changed in place. Who stops asking stops the clock.
 */
export function* advanceTrigger(
  compiled: CompiledTrigger,
  state: TriggerState,
  fromUs: number,
  toUs: number,
): Generator<Tick, void, undefined> {
  let atUs = fromUs;
  for (;;) {
    const wakeUs = nextWakeUs(compiled, state);
    if (wakeUs === null || wakeUs > toUs) return;
    atUs = Math.max(atUs, wakeUs);
    yield { ...evaluateTrigger(compiled, state, { kind: 'tick' }, atUs), atUs };
  }
}
