// One run in a list: its state, name, flow, and when.
import { Badge, Box, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Moment } from '../parts/moment.js';
import { describeSpan } from '../parts/span-in-words.js';
import { StateBadge } from '../parts/state-badge.js';
import { flowsQuery } from './run-queries.js';

/** Names of flows by their id. */
export function useFlowNames(): (flowId: string) => string {
  const { data } = useQuery(flowsQuery);
  return (flowId) => data?.find(({ id }) => id === flowId)?.name ?? 'a flow';
}

export const RUN_ROW_HEIGHT = 58;

interface RunRowProps {
  readonly run: FlowRun;
  readonly flowName: string;
}

/** Drawn again when its run has changed, not whenever its list is scrolled. */
export const RunRow = memo(function RunRow({ run, flowName }: RunRowProps) {
  const at = run.start_time ?? run.expected_start_time ?? run.created;
  return (
    <Box className="row-link" h={RUN_ROW_HEIGHT} px="sm" py={6} style={{ overflow: 'hidden' }}>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Box style={{ minWidth: 0 }}>
          <Text truncate fw={550} size="sm">
            <Link className="link" to="/runs/$id" params={{ id: run.id }}>
              {run.name}
            </Link>
          </Text>
          <Group gap={6} wrap="nowrap">
            <Text truncate size="xs" className="soft">
              {flowName} · <Moment at={at} />
              {run.total_run_time > 0 && ` · ran ${describeSpan(run.total_run_time)}`}
            </Text>
            {run.tags.slice(0, 3).map((tag) => (
              <Badge key={tag} size="xs" variant="default" tt="none" maw={140} visibleFrom="sm">
                {tag}
              </Badge>
            ))}
          </Group>
        </Box>
        <StateBadge type={run.state_type} name={run.state_name} />
      </Group>
    </Box>
  );
});
