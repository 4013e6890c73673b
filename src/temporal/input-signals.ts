// Signals inputs to runs, each marked with its number and how far those before it were acknowledged, so that a run can tell
// whether its worker was given them all (src/sdk/take-input.ts says how it could be otherwise).
import { randomUUID } from 'node:crypto';
import PQueue from 'p-queue';
import { INPUT_SIGNAL } from '../contract/messages.js';
import type { RunInputMessage } from '../domain/inputs.js';
import type { TemporalConnection } from './connection.js';
import { signalFlowRun } from './flow-run-messages.js';

export type SignalInput = (workflowId: string, message: RunInputMessage) => Promise<void>;

/** A run whose counter is forgotten gets a new one; its messages before are no longer vouched for. */
const KEPT_COUNTERS = 10_000;
/**
 * To one run. Temporal takes one after another anyway, and a worker passes over the first of a hundred or more: so one of
 * the others is always sent after those were acknowledged.
 */
const AT_ONCE = 50;

/** How this process signals inputs. The call throws `flow-run-not-found`, `flow-run-finished`, `temporal-unavailable`. */
export function createSignalInput(temporal: TemporalConnection): SignalInput {
  const counters = new Map<string, Counter>();
  const counterOf = (workflowId: string): Counter => {
    const counter = counters.get(workflowId) ?? new Counter();
    counters.delete(workflowId);
    counters.set(workflowId, counter);
    if (counters.size > KEPT_COUNTERS) counters.delete(counters.keys().next().value as string);
    return counter;
  };
  return async (workflowId, message) => {
    const counter = counterOf(workflowId);
    await counter.line.add(async () => {
      const mark = counter.mark();
      try {
        await signalFlowRun(temporal, workflowId, INPUT_SIGNAL, { ...message, mark });
        counter.acknowledge(mark.number);
      } catch (error) {
        // Nobody knows whether it came, so that the floor stays below it for good.
        if (counters.get(workflowId) === counter) counters.delete(workflowId);
        throw error;
      }
    });
  };
}

class Counter {
  readonly line = new PQueue({ concurrency: AT_ONCE });
  private readonly by = randomUUID();
  private last = 0;
  private floor = 0;
  private readonly beyond = new Set<number>();

  mark() {
    this.last += 1;
    return { by: this.by, number: this.last, floor: this.floor };
  }

  acknowledge(number: number): void {
    this.beyond.add(number);
    while (this.beyond.delete(this.floor + 1)) this.floor += 1;
  }
}
