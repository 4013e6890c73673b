// The log of a run: filtered by level, searched by text, both kept in the address, and growing while the run goes on.
import { Button, Group, Select, Text } from '@mantine/core';
import { useState } from 'react';
import { isTerminal } from '../../domain/state-types.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { FilterText } from '../parts/filter-text.js';
import { MOST_LINES, useRunLog } from './follow-log.js';
import { LogList } from './log-list.js';
import type { LogSearch } from './log-search.js';

const LEVELS = [
  { value: '0', label: 'All levels' },
  { value: '20', label: 'Info and above' },
  { value: '30', label: 'Warnings and above' },
  { value: '40', label: 'Errors' },
];
const NARROW = { level: undefined, text: undefined };

interface RunLogsProps {
  readonly run: FlowRun;
  readonly search: LogSearch;
  readonly onSearch: (changes: LogSearch) => void;
}

export function RunLogs({ run, search, onSearch }: RunLogsProps) {
  const goesOn = run.state_type === null || !isTerminal(run.state_type);
  // Who comes while a run goes on looks at what happens; who comes after begins at the beginning.
  const [isFollowing, setFollowing] = useState(goesOn);
  const { retry, error, ...log } = useRunLog(run.id, search);
  const isNarrowed = search.level !== undefined || search.text !== undefined;
  const data = log.lines.length > 0 || log.isFilled ? log : undefined;
  return (
    <>
      <Group gap="xs" mb="sm" align="flex-end">
        <Select
          label="Level"
          w={190}
          data={LEVELS}
          value={String(search.level ?? 0)}
          onChange={(value) => onSearch({ level: Number(value) || undefined })}
          allowDeselect={false}
        />
        <FilterText
          label="Search"
          placeholder="Words; -word excludes"
          maxLength={200}
          value={search.text}
          onChange={(text) => onSearch({ text })}
        />
        <Button variant="default" aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}>
          {isFollowing ? 'Stop following' : 'Follow the end'}
        </Button>
        <Button
          component="a"
          variant="default"
          href={`/api/flow_runs/${encodeURIComponent(run.id)}/logs/download`}
          download
        >
          Download
        </Button>
      </Group>
      <Answered query={{ data, error, refetch: retry }}>
        {({ lines, isCut }) =>
          lines.length > 0 ? (
            <>
              {isCut && (
                <Text size="xs" mb={4} className="soft">
                  The last {MOST_LINES.toLocaleString()} lines are here; “Download” has all of them.
                </Text>
              )}
              <LogList lines={lines} isFollowing={isFollowing} onStop={() => setFollowing(false)} />
            </>
          ) : isNarrowed ? (
            <Empty title="No line fits">
              <Button size="xs" variant="default" onClick={() => onSearch(NARROW)}>
                Show all lines
              </Button>
            </Empty>
          ) : (
            <Empty title="No log lines yet">
              {goesOn ? 'They are shown as the run writes them.' : 'The run wrote none.'}
            </Empty>
          )
        }
      </Answered>
      <Text size="xs" mt={4} className="soft">
        {goesOn ? 'New lines are shown as they come.' : 'The run has ended.'}
      </Text>
    </>
  );
}
