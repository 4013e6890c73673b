// What a run did as bars on one line of time: the run itself, its tasks and its subflows, with retries and pauses in them.
import { Box, Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { BriefState, RunTimeline as Timeline } from '../../domain/run-timeline.js';
import { isTerminal, type StateType } from '../../domain/state-types.js';
import { Answered } from '../parts/answered.js';
import { describeInstant, localTime, useNow } from '../parts/moment.js';
import { describeSpan } from '../parts/span-in-words.js';
import { STATE_COLOURS } from '../parts/state-badge.js';
import { statesQuery, timelineQuery } from './run-queries.js';
import { StateHistory } from './state-history.js';
import { outcomeOf, placeIn, rangeOf, toSpans, type Span, type TimeRange } from './timeline-spans.js';

export function RunTimeline({ run }: { readonly run: FlowRun }) {
  const states = useQuery(statesQuery(run.id));
  const timeline = useQuery(timelineQuery(run.id));
  return (
    <Stack>
      <Answered query={states}>
        {(found) => (
          <Answered query={timeline}>{(called) => <Bars run={run} states={found} timeline={called} />}</Answered>
        )}
      </Answered>
      <Answered query={states}>{(found) => <StateHistory states={found} />}</Answered>
    </Stack>
  );
}

interface BarsProps {
  readonly run: FlowRun;
  readonly states: readonly BriefState[];
  readonly timeline: Timeline;
}

function Bars({ run, states, timeline: { rows, count } }: BarsProps) {
  const goesOn = run.state_type === null || !isTerminal(run.state_type);
  const clockMs = useNow(goesOn);
  const range = rangeOf(states, clockMs);
  // What never ended lasts as long as its run.
  const now = goesOn ? clockMs : range.endMs;
  const shownTypes = [...new Set([states, ...rows.map((row) => row.states)].flatMap((all) => toSpans(all, now)))];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="timeline-title">
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2} fz="h4" id="timeline-title">
          Timeline
        </Title>
        <Legend types={[...new Set(shownTypes.map(({ type }) => type))]} />
      </Group>
      <Stack gap={8} role="list">
        <Row name="The run" states={states} range={range} now={now} />
        {rows.map((row) => (
          <Row
            key={row.task_run_id}
            name={row.flow_run_name ?? row.name}
            flowRunId={row.flow_run_id}
            states={row.states}
            range={range}
            now={now}
          />
        ))}
      </Stack>
      <div className="timeline-row" aria-hidden>
        <span />
        <Group justify="space-between" mt={4} wrap="nowrap">
          <Text size="xs" className="soft" title={describeInstant(new Date(range.startMs).toISOString())}>
            {localTime(new Date(range.startMs).toISOString())}
          </Text>
          <Text size="xs" className="soft" ta="right">
            {goesOn ? 'now, ' : ''}after {describeSpan((range.endMs - range.startMs) / 1000)}
          </Text>
        </Group>
      </div>
      {count > rows.length && (
        <Text size="sm" mt="xs" className="soft">
          The first {rows.length} of {count} tasks and subflows.
        </Text>
      )}
    </Paper>
  );
}

interface RowProps {
  readonly name: string;
  readonly flowRunId?: string | null;
  readonly states: readonly BriefState[];
  readonly range: TimeRange;
  readonly now: number;
}

function Row({ name, flowRunId = null, states, range, now }: RowProps) {
  const spans = toSpans(states, now);
  const { last, tries, pausedMs, tookMs } = outcomeOf(states, now);
  const facts = [
    ...(flowRunId === null ? [] : ['subflow']),
    ...(last ? [last.name] : []),
    describeSpan(tookMs / 1000),
    ...(tries > 1 && pausedMs === 0 ? [`${tries} attempts`] : []),
    ...(pausedMs > 0 ? [`waited ${describeSpan(pausedMs / 1000)}`] : []),
  ];
  return (
    <div className="timeline-row" role="listitem">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" truncate title={name}>
          {flowRunId === null ? (
            name
          ) : (
            <Link className="link" to="/runs/$id" params={{ id: flowRunId }}>
              {name}
            </Link>
          )}
        </Text>
        <Text size="xs" className="soft" truncate>
          {facts.join(' · ')}
        </Text>
      </div>
      <Box className="timeline-track">
        {spans.map((span, index) => (
          <Bar key={index} span={span} range={range} />
        ))}
        {last && isTerminal(last.type) && <EndMark state={last} range={range} />}
        <VisuallyHidden>{spans.map(describe).join(', ')}</VisuallyHidden>
      </Box>
    </div>
  );
}

const describe = ({ name, startMs, endMs }: Span) => `${name} ${describeSpan((endMs - startMs) / 1000)}`;
const paint = (type: StateType) => `var(--mantine-color-${STATE_COLOURS[type]}-6)`;

/** Time in which nothing runs (a pause, a wait for the next attempt) is striped, so that colour is not all that tells. */
function Bar({ span, range }: { readonly span: Span; readonly range: TimeRange }) {
  const place = placeIn(span, range);
  if (place === null) return null;
  const { left, width } = place;
  return (
    <div
      title={describe(span)}
      className={span.type === 'RUNNING' ? 'timeline-bar' : 'timeline-bar timeline-wait'}
      data-state={span.type}
      style={{ left: `${Math.min(99.5, left)}%`, width: `max(2px, ${width}%)`, color: paint(span.type) }}
    />
  );
}

/** How it ended, as a thin mark at the end of its bar. */
function EndMark({ state, range }: { readonly state: BriefState; readonly range: TimeRange }) {
  const atMs = Date.parse(state.timestamp);
  const place = placeIn({ ...state, startMs: atMs, endMs: atMs }, range);
  if (place === null) return null;
  return (
    <div
      title={`${state.name} at ${describeInstant(state.timestamp)}`}
      className="timeline-bar"
      data-state={state.type}
      style={{ left: `min(${place.left}%, 100% - 4px)`, width: 4, color: paint(state.type) }}
    />
  );
}

function Legend({ types }: { readonly types: readonly StateType[] }) {
  return (
    <Group gap="sm" aria-hidden>
      {types.map((type) => (
        <Group key={type} gap={4} wrap="nowrap">
          <span
            className={type === 'RUNNING' ? 'timeline-key' : 'timeline-key timeline-wait'}
            style={{ color: paint(type) }}
          />
          <Text size="xs" tt="capitalize">
            {type.toLowerCase()}
          </Text>
        </Group>
      ))}
    </Group>
  );
}
