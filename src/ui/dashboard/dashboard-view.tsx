// The first view: what waits for a person, then what went wrong, then how things go.
import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Answered } from '../parts/answered.js';
import { BarChart } from '../parts/bar-chart.js';
import { PageHeader } from '../parts/page-header.js';
import { runCountQuery } from '../runs/run-queries.js';
import { RunRow, useFlowNames } from '../runs/run-row.js';
import { FiredPanel } from './fired-panel.js';
import {
  eventsPerMinuteQuery,
  historyQuery,
  troubledCountQuery,
  troubledQuery,
  waitingQuery,
} from './dashboard-queries.js';
import { hourBars } from './hour-bars.js';
import { Panel } from './panel.js';
import { RunHistory } from './run-history.js';

export function DashboardView() {
  const waiting = useQuery(waitingQuery);
  const waitingCount = useQuery(runCountQuery({ state: ['PAUSED'] })).data;
  const troubled = useQuery(troubledQuery);
  const troubledCount = useQuery(troubledCountQuery).data;
  const history = useQuery(historyQuery);
  const events = useQuery(eventsPerMinuteQuery);
  return (
    <>
      <PageHeader title="Dashboard" />
      <Stack>
        <Panel
          title="Waits for a person"
          count={waitingCount}
          more={
            <Link className="link" to="/runs" search={{ state: ['PAUSED'] }}>
              All that wait
            </Link>
          }
        >
          <Answered query={waiting}>
            {(runs) => <RunRows runs={runs} none="Nothing waits. A run that pauses for an answer stands here first." />}
          </Answered>
        </Panel>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Panel
            title="Late, and failed in the last day"
            count={troubledCount}
            more={
              <Link className="link" to="/runs" search={{ state: ['FAILED', 'CRASHED'] }}>
                All that failed
              </Link>
            }
          >
            <Answered query={troubled}>{(runs) => <RunRows runs={runs} none="None. All went well." />}</Answered>
          </Panel>
          <Panel
            title="Runs by state, last day"
            more={
              <Link className="link" to="/runs">
                All runs
              </Link>
            }
          >
            <Answered query={history}>{(rows) => <RunHistory rows={rows} />}</Answered>
          </Panel>
          <Panel
            title="Events a minute, last hour"
            more={
              <Link className="link" to="/events">
                Follow events
              </Link>
            }
          >
            <Answered query={events}>
              {(rows) => <BarChart title="Events a minute" bars={hourBars(rows, 'events')} />}
            </Answered>
          </Panel>
          <FiredPanel />
        </SimpleGrid>
      </Stack>
    </>
  );
}

function RunRows({ runs, none }: { readonly runs: readonly FlowRun[]; readonly none: string }) {
  const flowName = useFlowNames();
  if (runs.length === 0) return <Text className="soft">{none}</Text>;
  return runs.map((run) => <RunRow key={run.id} run={run} flowName={flowName(run.flow_id)} />);
}
