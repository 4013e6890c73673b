// Running a trigger over events and moments, in virtual time: when would it have fired? Time passes exactly, as for a
// live automation on a quiet machine; no clock, no server, the same evaluator.
import { formatInstantUs, parseInstantUs } from '../instants.js';
import { advanceTrigger } from './advance.js';
import { compileTrigger } from './compile.js';
import { evaluateTrigger } from './evaluate.js';
import { numbered, type SimulationStep } from './simulation-step.js';
import type { Trigger } from './trigger.js';
import { createTriggerState, type Firing, type TriggerState } from './trigger-state.js';

export interface SimulatedFiring {
  /** Index of the step at which it fired, or, where it fired between two steps, of the second. */
  readonly step: number;
  /** The moment it fired, ISO 8601. */
  readonly at: string;
  readonly state: Firing['state'];
  readonly triggering_labels: Readonly<Record<string, string>>;
  /** Id of the last event; null for an absence of which no event was ever seen. */
  readonly triggering_event: string | null;
}

export interface Simulation {
  readonly firings: readonly SimulatedFiring[];
  /** The trigger's state at the end, for explain. */
  readonly state: TriggerState;
  /** Where virtual time ended, microseconds. */
  readonly endUs: number;
  /** True when it was stopped at `maxTicks`. */
  readonly truncated: boolean;
}

export interface SimulationOptions {
  /** When the automation is created, ISO 8601. @default the moment of the first step */
  readonly created?: string | undefined;
  /** Stops when time has been looked at so often: a short absence over years would have no end. @default 100000 */
  readonly maxTicks?: number;
}

/**
 * Runs a trigger over steps. Time never goes back: a step before the one ahead of it happens at the same moment as that.
 * Events that come in at the very moment at which an absence is due are heard first.
 */
export function simulate(
  trigger: Trigger,
  steps: readonly SimulationStep[],
  { created, maxTicks = 100_000 }: SimulationOptions = {},
): Simulation {
  const compiled = compileTrigger(trigger);
  const startUs = created ?? steps[0]?.at ?? steps[0]?.event?.occurred;
  const createdUs = startUs === undefined ? 0 : parseInstantUs(startUs);
  const state = createTriggerState(compiled, createdUs);
  const firings: SimulatedFiring[] = [];
  let nowUs = createdUs;
  let ticks = 0;
  const record = (step: number, atUs: number, fired: readonly Firing[]): void => {
    for (const firing of fired) firings.push(simulatedFiring(step, atUs, firing));
  };
  const passTime = (step: number, untilUs: number): boolean => {
    for (const tick of advanceTrigger(compiled, state, nowUs, untilUs)) {
      record(step, tick.atUs, tick.firings);
      if (++ticks >= maxTicks) return false;
    }
    return true;
  };
  let stepUs = -Infinity;
  for (const [step, { event, at }] of steps.entries()) {
    stepUs = Math.max(stepUs, parseInstantUs(at ?? event?.occurred ?? ''));
    const isEnd = step === steps.length - 1;
    if (!passTime(step, event ? stepUs - 1 : stepUs)) return { firings, state, endUs: nowUs, truncated: true };
    nowUs = Math.max(nowUs, stepUs);
    if (event) {
      const input = { kind: 'event', event: numbered(event, step) } as const;
      record(step, stepUs, evaluateTrigger(compiled, state, input, stepUs).firings);
    }
    if (isEnd && !passTime(step, stepUs)) return { firings, state, endUs: nowUs, truncated: true };
  }
  return { firings, state, endUs: nowUs, truncated: false };
}

function simulatedFiring(step: number, atUs: number, firing: Firing): SimulatedFiring {
  return {
    step,
    at: formatInstantUs(atUs),
    state: firing.state,
    triggering_labels: firing.triggering_labels,
    triggering_event: firing.triggering_event,
  };
}
