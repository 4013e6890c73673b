// The first view: what waits for a person, then what went wrong, then how things go.
import { Anchor, Badge, Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Answered } from '../parts/answered.js';
import { BarChart } from '../parts/bar-chart.js';
import { PageHeader } from '../parts/page-header.js';
import { STATE_COLOURS } from '../parts/state-badge.js';
import { runCountQuery } from '../runs/run-queries.js';
import { RunRow, useFlowNames } from '../runs/run-row.js';
import {
  eventsPerMinuteQuery,
  firedQuery,
  historyQuery,
  troubledQuery,
  waitingQuery,
  type CountRow,
  type HistoryRow,
} from './dashboard-queries.js';

export function DashboardView() {
  const waiting = useQuery(waitingQuery);
  const waitingCount = useQuery(runCountQuery({ state: ['PAUSED'] })).data;
  const troubled = useQuery(troubledQuery);
  const history = useQuery(historyQuery);
  const events = useQuery(eventsPerMinuteQuery);
  const fired = useQuery(firedQuery).data;
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
            title="Late and failed, last day"
            count={troubled.data?.length}
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
            <Answered query={history}>{(rows) => <History rows={rows} />}</Answered>
          </Panel>
          <Panel
            title="Events a minute, last hour"
            more={
              <Anchor component={Link} className="link" to="/events">
                Follow events
              </Anchor>
            }
          >
            <Answered query={events}>{(rows) => <BarChart title="Events a minute" bars={rows.map(toBar)} />}</Answered>
          </Panel>
          <Panel
            title="Automations fired, last day"
            more={
              <Link className="link" to="/automations">
                All automations
              </Link>
            }
          >
            <Text fz={34} fw={650}>
              {fired ?? ' '}
            </Text>
          </Panel>
        </SimpleGrid>
      </Stack>
    </>
  );
}

interface PanelProps {
  readonly title: string;
  readonly count?: number;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

function Panel({ title, count, more, children }: PanelProps) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Group gap="xs">
          <Title order={2} fz="h4">
            {title}
          </Title>
          {count !== undefined && count > 0 && (
            <Badge variant="default" circle={count < 10}>
              {count}
            </Badge>
          )}
        </Group>
        <Text size="sm" component="span" style={{ flexShrink: 0 }}>
          {more}
        </Text>
      </Group>
      {children}
    </Paper>
  );
}

function RunRows({ runs, none }: { readonly runs: readonly FlowRun[]; readonly none: string }) {
  const flowName = useFlowNames();
  if (runs.length === 0) return <Text className="soft">{none}</Text>;
  return runs.map((run) => <RunRow key={run.id} run={run} flowName={flowName(run.flow_id)} />);
}

const hour = (iso: string) => new Date(iso).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });

function toBar({ start_time, count }: CountRow) {
  const parts = count === 0 ? [] : [{ name: 'events', count, colour: 'var(--mantine-color-cyan-6)' }];
  return { label: hour(start_time), parts };
}

function History({ rows }: { readonly rows: readonly HistoryRow[] }) {
  const bars = rows.map(({ interval_start, states }) => ({
    label: hour(interval_start),
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
            <span
              style={{
                width: 10,
                height: 10,
                borderRadius: 2,
                background: `var(--mantine-color-${STATE_COLOURS[type]}-6)`,
              }}
            />
            <Text size="xs">{name}</Text>
          </Group>
        ))}
      </Group>
    </>
  );
}
