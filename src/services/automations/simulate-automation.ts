// Use case: when would an automation have fired? A draft or a stored automation, over events that are given or that the
// log holds, in virtual time. Nothing is carried out and nothing is written.
import { SluiceError } from '../../domain/errors.js';
import { compileTrigger } from '../../domain/triggers/compile.js';
import { explainTrigger, type TriggerExplanation } from '../../domain/triggers/explain.js';
import { simulate, type SimulatedFiring } from '../../domain/triggers/simulate.js';
import type { SimulationStep } from '../../domain/triggers/simulation-step.js';
import type { Trigger } from '../../domain/triggers/trigger.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { requireAutomation } from './manage-automations.js';

/** The most events of the log that one simulation runs over. */
export const MOST_SIMULATED_EVENTS = 10_000;

export interface SimulateAutomation {
  /** A trigger, or the id of a stored automation. */
  readonly automation: Trigger | string;
  /** Events and moments, or the span of the log by when events were received. `until` is now when left out. */
  readonly over: readonly SimulationStep[] | { readonly since: string; readonly until?: string | undefined };
  /** When the automation is created, ISO 8601. @default the moment of the first step, or the start of the span */
  readonly created?: string | undefined;
}

export interface AutomationSimulation {
  readonly firings: readonly SimulatedFiring[];
  /** The trigger's state at the end. */
  readonly explanation: TriggerExplanation;
  /** How many events it was run over. */
  readonly events: number;
  /** True when not all events, or not all of the time, could be looked at. */
  readonly truncated: boolean;
}

/** Simulates. Throws `not-found` without the automation, `request-invalid` for a span that ends before it begins. */
export async function simulateAutomation(
  context: ServiceContext,
  { automation, over, created }: SimulateAutomation,
): Promise<AutomationSimulation> {
  const trigger =
    typeof automation === 'string' ? (await requireAutomation(context, automation)).automation.trigger : automation;
  const { steps, truncated, start } = await stepsOf(context, over);
  const simulation = simulate(trigger, steps, { created: created ?? start });
  return {
    firings: simulation.firings,
    explanation: explainTrigger(compileTrigger(trigger), simulation.state, simulation.endUs),
    events: steps.filter(({ event }) => event !== undefined).length,
    truncated: truncated || simulation.truncated,
  };
}

interface Steps {
  readonly steps: readonly SimulationStep[];
  readonly truncated: boolean;
  readonly start?: string;
}

async function stepsOf(context: ServiceContext, over: SimulateAutomation['over']): Promise<Steps> {
  if (!('since' in over)) return { steps: over, truncated: false };
  const until = over.until ?? nowInstant(context);
  if (Date.parse(until) < Date.parse(over.since)) {
    const message = `expected an instant after since (${over.since}), found ${until}`;
    throw new SluiceError('request-invalid', `until: ${message}.`, { fields: [{ path: 'until', message }] });
  }
  const events = await context.store.events.readReceived(over.since, until, MOST_SIMULATED_EVENTS + 1);
  const truncated = events.length > MOST_SIMULATED_EVENTS;
  const heard = events
    .slice(0, MOST_SIMULATED_EVENTS)
    .map(({ received, ...event }): SimulationStep => ({ event, at: received }));
  // Time passes to the end of the span, unless what happened until then is not known.
  return { steps: truncated ? heard : [...heard, { at: until }], truncated, start: over.since };
}
