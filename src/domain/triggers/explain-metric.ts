// A metric trigger's state in words. Apart from explain.ts only to keep each about one kind of trigger.
import { formatInstantUs } from '../instants.js';
import type { MetricNode } from './compile.js';
import { metricValue } from './metric-samples.js';
import type { TriggerState } from './trigger-state.js';

export interface MetricExplanation {
  readonly trigger: string;
  readonly type: 'metric';
  readonly metric: string;
  /** Null: no run in the range. */
  readonly value: number | null;
  readonly runs: number;
  readonly breached_since: string | null;
  readonly recovered_since: string | null;
  readonly state: 'Triggered' | 'Resolved';
  readonly waits_for: string;
}

export function explainMetric(node: MetricNode, state: TriggerState): MetricExplanation {
  const metric = state.metrics[node.path]!;
  const { name, operator, threshold, firing_for: seconds } = node.trigger.metric;
  const instant = (us: number | null): string | null => (us === null ? null : formatInstantUs(us));
  const sinceUs = metric.alarmed ? metric.recoveredSinceUs : metric.breachedSinceUs;
  const wanted = `${name} ${metric.alarmed ? 'not ' : ''}${operator} ${threshold}`;
  return {
    trigger: node.path,
    type: 'metric',
    metric: name,
    value: metricValue(metric),
    runs: metric.cells.reduce((total, [, , count]) => total + count, 0),
    breached_since: instant(metric.breachedSinceUs),
    recovered_since: instant(metric.recoveredSinceUs),
    state: metric.alarmed ? 'Triggered' : 'Resolved',
    waits_for: sinceUs === null ? wanted : `${wanted} until ${formatInstantUs(sinceUs + seconds * 1_000_000)}`,
  };
}
