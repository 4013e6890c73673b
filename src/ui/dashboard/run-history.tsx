// Runs by the state they are in, over the hours of a day.
import { Group, Text } from '@mantine/core';
import { BarChart } from '../parts/bar-chart.js';
import { describeInstant } from '../parts/moment.js';
import { STATE_COLOURS } from '../parts/state-badge.js';
import type { HistoryRow } from './dashboard-queries.js';
import { hourOf } from './hour-bars.js';

export function RunHistory({ rows }: { readonly rows: readonly HistoryRow[] }) {
  const bars = rows.map(({ interval_start, states }) => ({
    label: hourOf(interval_start),
    at: describeInstant(interval_start),
    parts: states.map(({ state_name, state_type, count_runs }) => ({
      name: state_name,
      count: count_runs,
      colour: `var(--mantine-color-${STATE_COLOURS[state_type]}-6)`,
    })),
  }));
  const names = new Map(
    rows.flatMap(({ states }) => states.map(({ state_name, state_type }) => [state_name, state_type])),
  );
  return (
    <>
      <BarChart title="Runs by state" bars={bars} />
      <Group gap="sm" mt={4}>
        {[...names].map(([name, type]) => (
          <Group key={name} gap={4} wrap="nowrap">
            <span className="chart-key" style={{ background: `var(--mantine-color-${STATE_COLOURS[type]}-6)` }} />
            <Text size="xs">{name}</Text>
          </Group>
        ))}
      </Group>
    </>
  );
}
