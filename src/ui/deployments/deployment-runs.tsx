// The runs of a deployment: those that are late or planned by somebody for a time, then those that have begun. What its
// schedules plan stands beside each schedule, where it does not push the others out of sight.
import { Box, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Answered } from '../parts/answered.js';
import { RunRow } from '../runs/run-row.js';
import { deploymentRunsQuery, isFromSchedule } from './deployment-queries.js';

export function DeploymentRuns({ id, flowName }: { readonly id: string; readonly flowName: string }) {
  return (
    <Stack gap="xs">
      <Planned id={id} flowName={flowName} />
      <Answered query={useQuery(deploymentRunsQuery(id, false))}>
        {(found) =>
          found.length === 0 ? (
            <Text className="soft">None has begun: start one above.</Text>
          ) : (
            <Rows runs={found} flowName={flowName} />
          )
        }
      </Answered>
      <Link className="link" to="/runs" search={{ deployment: id }}>
        All runs
      </Link>
    </Stack>
  );
}

function Planned({ id, flowName }: { readonly id: string; readonly flowName: string }) {
  const planned = useQuery(deploymentRunsQuery(id, true)).data ?? [];
  const shown = planned.filter((run) => !isFromSchedule(run));
  if (shown.length === 0) return null;
  return (
    <section aria-label="Planned and late">
      <Title order={3} fz="sm">
        Planned and late
      </Title>
      <Rows runs={shown} flowName={flowName} />
    </section>
  );
}

function Rows({ runs, flowName }: { readonly runs: readonly FlowRun[]; readonly flowName: string }) {
  return (
    <Box>
      {runs.map((run) => (
        <RunRow key={run.id} run={run} flowName={flowName} />
      ))}
    </Box>
  );
}
