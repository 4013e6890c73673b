// The page of one run: what it waits for first, then what it did.
import { Alert, Group, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Answered } from '../parts/answered.js';
import { Copyable } from '../parts/copyable.js';
import { Moment } from '../parts/moment.js';
import { PageHeader } from '../parts/page-header.js';
import { StateBadge } from '../parts/state-badge.js';
import type { RunPlace } from './log-search.js';
import { PausePanel } from './pause-panel.js';
import { RunActions } from './run-actions.js';
import { RunDetails } from './run-details.js';
import { RunLogs } from './run-logs.js';
import { pauseQuery, runQuery } from './run-queries.js';
import { RunInputs } from './run-inputs.js';
import { RunDecisions, RunEvents } from './run-record.js';
import { useFlowNames } from './run-row.js';
import { TemporalLink } from './temporal-link.js';
import { RunTimeline } from './run-timeline.js';

const TABS = {
  timeline: 'Timeline',
  logs: 'Logs',
  parameters: 'Parameters and details',
  inputs: 'Inputs',
  decisions: 'Decisions',
  events: 'Events',
};

export function RunView() {
  const { id } = useParams({ from: '/runs/$id' });
  return (
    <Answered query={useQuery(runQuery(id))} title="Run">
      {(run) => <Run run={run} />}
    </Answered>
  );
}

function Run({ run }: { readonly run: FlowRun }) {
  const { tab = 'timeline', level, text } = useSearch({ from: '/runs/$id' });
  const navigate = useNavigate({ from: '/runs/$id' });
  const setPlace = (changes: RunPlace) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true });
  const flowName = useFlowNames()(run.flow_id);
  const isPaused = run.state_type === 'PAUSED';
  const pause = useQuery({ ...pauseQuery(run.id), enabled: isPaused }).data;
  return (
    <>
      <PageHeader
        title={run.name}
        about={
          <Group gap="xs">
            <StateBadge type={run.state_type} name={run.state_name} />
            <Link className="link" to="/runs" search={{ flow: flowName }}>
              {flowName}
            </Link>
            <span>
              created <Moment at={run.created} />
            </span>
            <Copyable text={run.id} what="run's id" />
            <TemporalLink run={run} />
          </Group>
        }
        actions={<RunActions run={run} />}
      />
      <Stack>
        {isPaused && pause && <PausePanel runId={run.id} pause={pause} />}
        <FailureNote run={run} />
        <Tabs value={tab} onChange={(next) => setPlace({ tab: next ?? undefined })} keepMounted={false}>
          <Tabs.List mb="md" aria-label="About the run">
            {Object.entries(TABS).map(([value, label]) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="timeline">
            <RunTimeline run={run} />
          </Tabs.Panel>
          <Tabs.Panel value="logs">
            <RunLogs key={run.id} run={run} search={{ level, text }} onSearch={setPlace} />
          </Tabs.Panel>
          <Tabs.Panel value="parameters">
            <RunDetails run={run} />
          </Tabs.Panel>
          <Tabs.Panel value="inputs">
            <RunInputs runId={run.id} />
          </Tabs.Panel>
          <Tabs.Panel value="decisions">
            <RunDecisions runId={run.id} />
          </Tabs.Panel>
          <Tabs.Panel value="events">
            <RunEvents runId={run.id} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  );
}

/** Why it failed, before what it did. */
function FailureNote({ run: { state, state_type: type } }: { readonly run: FlowRun }) {
  if ((type !== 'FAILED' && type !== 'CRASHED') || !state?.message) return null;
  return (
    <Alert color="red" title={state.name}>
      <Text size="sm" className="anywhere">
        {state.message}
      </Text>
    </Alert>
  );
}
