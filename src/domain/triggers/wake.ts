// When time changes something next: the one timer a live automation has to keep. Apart from the steps because a state
// read back from storage needs its timer before anything happens.
import type { CompiledTrigger } from './compile.js';
import { dueIndexOf } from './due-index.js';
import { wallTimeUs } from './event-clock.js';
import { needsArming } from './event-leaf.js';
import { nextLostUs } from './event-order.js';
import { metricDueUs } from './metric-leaf.js';
import type { TriggerState } from './trigger-state.js';

/**
 * The wall clock at which a tick is needed, microseconds; null when no tick will change anything. It may lie in the
 * past: then a tick is needed now, before the next event.
 */
export function nextWakeUs(compiled: CompiledTrigger, state: TriggerState): number | null {
  const due = dueIndexOf(compiled, state);
  let wakeUs = nextLostUs(state);
  for (const node of compiled.nodes) {
    if (node.kind === 'metric') {
      wakeUs = Math.min(wakeUs, wallTimeUs(state.clock, metricDueUs(node, state)));
    } else if (node.kind === 'event' && node.trigger.posture === 'Proactive') {
      if (needsArming({ state }, node)) return state.createdUs;
      wakeUs = Math.min(wakeUs, wallTimeUs(state.clock, due[node.index]?.earliestUs() ?? Infinity));
    }
  }
  return Number.isFinite(wakeUs) ? Math.max(wakeUs, state.createdUs) : null;
}
