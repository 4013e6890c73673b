// Writing a schedule: one of three kinds, told in words while it is written; what the server refuses stands beside its
// field.
import {
  Autocomplete,
  Button,
  Group,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type {
  DeploymentSchedule,
  DeploymentScheduleInput,
  DeploymentScheduleUpdate,
} from '../../domain/schedules/schedule.js';
import { isSluiceError } from '../../domain/errors.js';
import { ErrorNote } from '../parts/error-note.js';
import { JsonField } from '../parts/json-field.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { draftOfSchedule, newSchedule, scheduleOfDraft, UNITS, type ScheduleDraft } from './schedule-draft.js';
import { describeSchedule } from './schedule-words.js';

interface ScheduleFormProps {
  readonly deploymentId: string;
  /** Null: a new one. */
  readonly schedule: DeploymentSchedule | null;
  readonly onDone: () => void;
}

const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function ScheduleForm({ deploymentId, schedule, onDone }: ScheduleFormProps) {
  const [draft, setDraft] = useState(() => (schedule ? draftOfSchedule(schedule) : newSchedule(here())));
  const set = (changes: Partial<ScheduleDraft>) => setDraft({ ...draft, ...changes });
  const queries = useQueryClient();
  const { tell } = useNotices();
  const written = scheduleOfDraft(draft, schedule?.schedule ?? null);
  const save = useMutation({
    mutationFn: async () => {
      const { active, parameters } = draft;
      const body = { schedule: written, active, parameters } as DeploymentScheduleInput & DeploymentScheduleUpdate;
      if (schedule === null) return void (await api.deployments.schedules.create(deploymentId, body));
      await api.deployments.schedules.update(deploymentId, schedule.id, body);
    },
    onSuccess: async () => {
      tell(schedule === null ? 'Added the schedule.' : 'Changed the schedule.');
      onDone();
      await queries.invalidateQueries({ queryKey: ['deployment', deploymentId] });
      await queries.invalidateQueries({ queryKey: ['runs', 'of deployment', deploymentId] });
    },
  });
  const problem = (field: string): string | undefined =>
    isSluiceError(save.error) ? save.error.fields.find(({ path }) => path.endsWith(field))?.message : undefined;
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Kind of schedule"
        value={draft.kind}
        onChange={(kind) => set({ kind })}
        data={[
          { value: 'cron', label: 'Cron' },
          { value: 'interval', label: 'Interval' },
          { value: 'rrule', label: 'Rule' },
        ]}
      />
      <KindFields draft={draft} set={set} problem={problem} />
      <Text size="sm" aria-live="polite">
        {describeSchedule(written)}
      </Text>
      <Autocomplete
        label="Time zone"
        description="Empty: UTC."
        data={Intl.supportedValuesOf('timeZone')}
        limit={50}
        value={draft.timezone}
        onChange={(timezone) => set({ timezone })}
        error={problem('timezone')}
      />
      <JsonField
        label="Parameters"
        description="A JSON object over the deployment's own."
        value={draft.parameters}
        onChange={(parameters) => set({ parameters })}
        problem={problem('parameters')}
        minRows={2}
      />
      {save.error && <ErrorNote error={save.error} />}
      <Group justify="flex-end">
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {schedule === null ? 'Add the schedule' : 'Save'}
        </Button>
      </Group>
    </Stack>
  );
}

interface KindFieldsProps {
  readonly draft: ScheduleDraft;
  readonly set: (changes: Partial<ScheduleDraft>) => void;
  readonly problem: (field: string) => string | undefined;
}

function KindFields({ draft, set, problem }: KindFieldsProps) {
  switch (draft.kind) {
    case 'cron':
      return (
        <TextInput
          label="Cron expression"
          description="Minute, hour, day of the month, month, day of the week."
          value={draft.cron}
          onChange={(event) => set({ cron: event.currentTarget.value })}
          error={problem('cron')}
        />
      );
    case 'rrule':
      return (
        <TextInput
          label="Recurrence rule"
          description="As in calendars: FREQ=…; RFC 5545."
          value={draft.rrule}
          onChange={(event) => set({ rrule: event.currentTarget.value })}
          error={problem('rrule')}
        />
      );
    case 'interval':
      return (
        <Group grow align="flex-start">
          <NumberInput
            label="Every"
            min={1}
            value={draft.every}
            onChange={(every) => set({ every: Number(every) })}
            error={problem('interval')}
          />
          <Select
            label="Unit"
            data={UNITS}
            value={draft.unit}
            onChange={(unit) => unit && set({ unit })}
            allowDeselect={false}
          />
        </Group>
      );
  }
}
