// What an automation would have done over the events of the log: the events it hears and when it would have fired, on a
// line of time.
import { Button, Group, NumberInput, Paper, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TriggerDocument } from '../../client/trigger-builders.js';
import type { Trigger } from '../../domain/triggers/trigger.js';
import { ErrorNote } from '../parts/error-note.js';
import { api } from '../server/connection.js';
import { Explained } from './automation-explanation.js';
import type { DraftTrigger } from './draft.js';
import { timesOf } from './in-words.js';
import { readHeard } from './simulation-events.js';
import { SimulationTimeline } from './simulation-timeline.js';

const HOUR_MS = 3_600_000;
const DEFAULT_HOURS = 24;

interface AutomationSimulationProps {
  /** Of a stored automation; left out, the trigger is a draft's. */
  readonly id?: string;
  readonly trigger: Trigger | TriggerDocument;
}

export function AutomationSimulation({ id, trigger }: AutomationSimulationProps) {
  const [hours, setHours] = useState<number | string>(DEFAULT_HOURS);
  const run = useMutation({
    mutationFn: async () => {
      const untilMs = Date.now();
      const sinceMs = untilMs - (Number(hours) || DEFAULT_HOURS) * HOUR_MS;
      const span = { since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() };
      const [found, heard] = await Promise.all([
        api.automations.simulate(id ?? { trigger }, span),
        readHeard(trigger as DraftTrigger, span),
      ]);
      return { ...found, heard, span };
    },
  });
  const { data } = run;
  return (
    <Stack>
      <Group align="flex-end">
        <NumberInput
          label="Events of the last hours"
          min={1}
          max={24 * 180}
          w={190}
          value={hours}
          onChange={setHours}
        />
        <Button loading={run.isPending} onClick={() => run.mutate()}>
          Try
        </Button>
      </Group>
      <Text size="sm" className="soft">
        Nothing is carried out.
      </Text>
      {run.error && <ErrorNote error={run.error} />}
      {data && (
        <Paper withBorder p="md" aria-live="polite" component="section" aria-label="What it would have done">
          <Text fw={600}>
            Over {data.events} events it would have fired {timesOf(data.firings.length)}
            {data.truncated ? ' and more; not the whole span was looked at' : ''}.
          </Text>
          <SimulationTimeline span={data.span} heard={data.heard} firings={data.firings} />
          <details>
            <summary>How it would stand at the end</summary>
            <Explained explanation={data.explanation} />
          </details>
        </Paper>
      )}
    </Stack>
  );
}
