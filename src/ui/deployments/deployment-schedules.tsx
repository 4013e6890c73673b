// The schedules of a deployment, each with its next runs, a switch, and ways to change and delete it.
import { Button, Group, Modal, Paper, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Deployment } from '../../domain/deployments.js';
import type { FlowRun } from '../../domain/flow-runs.js';
import type { DeploymentSchedule } from '../../domain/schedules/schedule.js';
import { Confirm } from '../parts/confirm.js';
import { Moment } from '../parts/moment.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { deploymentRunsQuery, isFromSchedule } from './deployment-queries.js';
import { ScheduleForm } from './schedule-form.js';
import { describeSchedule } from './schedule-words.js';

const SHOWN_RUNS = 3;

export function DeploymentSchedules({ deployment }: { readonly deployment: Deployment }) {
  const { id, schedules, paused } = deployment;
  const planned = useQuery(deploymentRunsQuery(id, true)).data ?? [];
  const [open, setOpen] = useState<DeploymentSchedule | 'new' | null>(null);
  const close = () => setOpen(null);
  return (
    <Stack gap="xs" align="stretch">
      {schedules.length === 0 && <Text className="soft">None. It runs when it is started, here or by a trigger.</Text>}
      {paused && schedules.length > 0 && <Text size="sm">The deployment is paused: no schedule acts.</Text>}
      <Stack gap="xs" role="list">
        {schedules.map((schedule) => (
          <ScheduleRow
            key={schedule.id}
            schedule={schedule}
            next={planned.filter((run) => isFromSchedule(run) && run.created_by?.id === schedule.id)}
            onEdit={() => setOpen(schedule)}
          />
        ))}
      </Stack>
      <Group>
        <Button size="xs" variant="default" onClick={() => setOpen('new')}>
          Add a schedule
        </Button>
      </Group>
      <Modal
        opened={open !== null}
        onClose={close}
        title={open === 'new' ? 'New schedule' : 'Change the schedule'}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {open !== null && <ScheduleForm deploymentId={id} schedule={open === 'new' ? null : open} onDone={close} />}
      </Modal>
    </Stack>
  );
}

interface ScheduleRowProps {
  readonly schedule: DeploymentSchedule;
  /** The runs it has planned, the next first. */
  readonly next: readonly FlowRun[];
  readonly onEdit: () => void;
}

function ScheduleRow({ schedule, next, onEdit }: ScheduleRowProps) {
  const { id, deployment_id: deploymentId, active } = schedule;
  const words = describeSchedule(schedule.schedule);
  const queries = useQueryClient();
  const { tell, tellError } = useNotices();
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['deployment', deploymentId] }),
      queries.invalidateQueries({ queryKey: ['runs', 'of deployment', deploymentId] }),
    ]);
  const toggle = useMutation({
    mutationFn: (on: boolean) => api.deployments.schedules.update(deploymentId, id, { active: on }),
    onError: tellError,
    onSettled: refresh,
  });
  const remove = () =>
    api.deployments.schedules
      .delete(deploymentId, id)
      .then(() => tell('Deleted the schedule.'), tellError)
      .finally(refresh);
  return (
    <Paper withBorder p="sm" role="listitem" aria-label={words}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div style={{ minWidth: 0, flex: '1 1 14rem' }}>
          <Text className="anywhere">{words}</Text>
          <Text size="sm" className="soft" component="div">
            {next.length === 0 ? (active ? 'No run is planned.' : 'Paused.') : 'Next: '}
            {next.slice(0, SHOWN_RUNS).map((run, index) => (
              <span key={run.id}>
                {index > 0 && ' · '}
                {run.expected_start_time && <Moment at={run.expected_start_time} exact />}
              </span>
            ))}
            {next.length > SHOWN_RUNS && ` and ${next.length - SHOWN_RUNS} more`}
          </Text>
        </div>
        <Group gap="xs">
          <Switch
            label="On"
            aria-label={`${words} is on`}
            checked={toggle.isPending ? toggle.variables : active}
            onChange={(event) => toggle.mutate(event.currentTarget.checked)}
          />
          <Button size="xs" variant="default" onClick={onEdit} aria-label={`Change: ${words}`}>
            Change
          </Button>
          <Confirm verb="Delete" of={words} question="Delete this schedule?" onConfirm={remove}>
            The runs it has planned go with it. {words}.
          </Confirm>
        </Group>
      </Group>
    </Paper>
  );
}
