// What can be done to a run, as buttons: only those that its state allows, and a question before what cannot be undone.
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FlowRun } from '../../domain/flow-runs.js';
import { isTerminal } from '../../domain/state-types.js';
import { Confirm } from '../parts/confirm.js';
import { api } from '../server/connection.js';
import { ChangeState } from './change-state.js';
import { SendInput } from './send-input.js';
import { useNotices } from '../shell/notices.js';

export function RunActions({ run }: { readonly run: FlowRun }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { tell, tellError } = useNotices();
  const settle = () => queries.invalidateQueries({ queryKey: ['run', run.id] });
  const suspend = useMutation({
    mutationFn: () => api.flowRuns.suspend(run.id),
    onSuccess: () => tell('The run was told to suspend; it does once its running tasks have finished.'),
    onError: tellError,
    onSettled: settle,
  });
  const retry = useMutation({
    mutationFn: () => api.flowRuns.retry(run.id),
    onSuccess: () => tell('The run goes again from where it failed.'),
    onError: tellError,
    onSettled: settle,
  });
  const cancel = () =>
    api.flowRuns
      .cancel(run.id)
      .then(() => tell('The run is cancelled.'), tellError)
      .finally(settle);
  const remove = () =>
    api.flowRuns.delete(run.id).then(async () => {
      tell(`Deleted ${run.name}.`);
      await navigate({ to: '/runs' });
      queries.removeQueries({ queryKey: ['run', run.id] });
      await queries.invalidateQueries({ queryKey: ['runs'] });
    }, tellError);
  const ended = run.state_type !== null && isTerminal(run.state_type);
  return (
    <>
      {isSuspendable(run) && (
        <Button size="xs" variant="default" loading={suspend.isPending} onClick={() => suspend.mutate()}>
          Suspend
        </Button>
      )}
      {(run.state_type === 'FAILED' || run.state_type === 'CRASHED') && (
        <Button size="xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
          Retry from failure
        </Button>
      )}
      {!ended && <SendInput runId={run.id} />}
      <ChangeState run={run} />
      {!ended && (
        <Confirm verb="Cancel run" question="Cancel this run?" onConfirm={cancel}>
          Its running tasks are told to stop. A cancelled run does not go on.
        </Confirm>
      )}
      <Confirm verb="Delete" question="Delete this run?" onConfirm={remove}>
        Its states, tasks, inputs and log are deleted with it{ended ? '' : '; it is stopped first'}. This cannot be
        undone.
      </Confirm>
    </>
  );
}

/** A run that waits without being suspended may be, too. A subflow waits with its parent. */
function isSuspendable({ state_type: type, state, parent_task_run_id: parent }: FlowRun): boolean {
  if (parent !== null) return false;
  return type === 'RUNNING' || (type === 'PAUSED' && state?.state_details.pause_reschedule !== true);
}
