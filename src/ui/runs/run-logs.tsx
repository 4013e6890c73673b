// The log of a run: filtered by level, searched by text, and growing while the run goes on.
import { Button, Group, Paper, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { isTerminal } from '../../domain/state-types.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { describeInstant } from '../parts/moment.js';
import { logsQuery } from './run-queries.js';

/** How often a run that goes on is asked for new lines: lines make no events. */
const FOLLOW_MS = 2_000;
const LEVELS = [
  { value: '0', label: 'All levels' },
  { value: '20', label: 'Info and above' },
  { value: '30', label: 'Warnings and above' },
  { value: '40', label: 'Errors' },
];
const NAMES: Readonly<Record<number, string>> = { 10: 'DEBUG', 20: 'INFO', 30: 'WARNING', 40: 'ERROR', 50: 'CRITICAL' };

function colourOf(level: number): string | undefined {
  if (level >= 40) return 'light-dark(var(--mantine-color-red-9), var(--mantine-color-red-3))';
  return level >= 30 ? 'light-dark(#7a4100, var(--mantine-color-orange-3))' : undefined;
}

export function RunLogs({ run }: { readonly run: FlowRun }) {
  const [minLevel, setMinLevel] = useState('0');
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim().slice(0, 200), 200);
  const goesOn = run.state_type === null || !isTerminal(run.state_type);
  const logs = useInfiniteQuery({
    ...logsQuery(run.id, { minLevel: Number(minLevel), text }),
    placeholderData: keepPreviousData,
    refetchInterval: goesOn ? FOLLOW_MS : false,
  });
  return (
    <>
      <Group gap="xs" mb="sm" align="flex-end">
        <Select
          label="Level"
          w={190}
          data={LEVELS}
          value={minLevel}
          onChange={(value) => setMinLevel(value ?? '0')}
          allowDeselect={false}
        />
        <TextInput
          label="Search"
          placeholder="Words; -word excludes"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button
          component="a"
          variant="default"
          href={`/api/flow_runs/${encodeURIComponent(run.id)}/logs/download`}
          download
        >
          Download
        </Button>
      </Group>
      <Answered query={logs}>
        {({ pages }) => {
          const lines = pages.flat();
          if (lines.length === 0)
            return <Empty title={text || minLevel !== '0' ? 'No line fits' : 'No log lines yet'} />;
          return (
            <Paper
              withBorder
              py="xs"
              mah="70vh"
              style={{ overflow: 'auto' }}
              tabIndex={0}
              role="log"
              aria-label="Log of the run"
            >
              {lines.map((line) => (
                <div className="log-line" key={line.id} title={`${describeInstant(line.timestamp)} · ${line.name}`}>
                  <span className="soft">{new Date(line.timestamp).toLocaleTimeString()}</span>
                  <span className="log-level" style={{ color: colourOf(line.level) }}>
                    {NAMES[line.level] ?? line.level}
                  </span>
                  <span style={{ color: colourOf(line.level) }}>{line.message}</span>
                </div>
              ))}
              {logs.hasNextPage && (
                <Button
                  variant="subtle"
                  size="xs"
                  m="xs"
                  loading={logs.isFetchingNextPage}
                  onClick={() => void logs.fetchNextPage()}
                >
                  Show later lines
                </Button>
              )}
            </Paper>
          );
        }}
      </Answered>
      <Text size="xs" mt={4} className="soft">
        {goesOn ? 'New lines are shown as they come.' : 'The run has ended.'}
      </Text>
    </>
  );
}
