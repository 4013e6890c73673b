// Proposing a state for a run by hand. The server's rules answer; a refusal and its reason stay in the dialog.
import { Alert, Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowRun } from '../../domain/flow-runs.js';
import { STATE_TYPES, type StateType } from '../../domain/state-types.js';
import { Ask } from '../parts/confirm.js';
import { Dialog } from '../parts/dialog.js';
import { ErrorNote } from '../parts/error-note.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { stateTypeName } from './run-search.js';

export function ChangeState({ run }: { readonly run: FlowRun }) {
  return (
    <Dialog verb="Change state" title="Change the state of this run">
      {(close) => <ChangeStateForm run={run} onDone={close} />}
    </Dialog>
  );
}

function ChangeStateForm({ run, onDone }: { readonly run: FlowRun; readonly onDone: () => void }) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [type, setType] = useState<StateType | null>(null);
  const [message, setMessage] = useState('');
  const [force, setForce] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const propose = useMutation({
    mutationFn: (wanted: StateType) =>
      api.flowRuns.setState(run.id, { type: wanted, ...(message.trim() === '' ? {} : { message }) }, { force }),
    onSuccess: ({ status, state }) => {
      if (status !== 'ACCEPT') return;
      tell(`${run.name} is ${state?.name ?? 'changed'}.`);
      onDone();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['run', run.id] }),
  });
  const answer = propose.data;
  const reason = answer && 'reason' in answer.details ? answer.details.reason : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (type === null) return;
        if (force) setIsAsking(true);
        else propose.mutate(type);
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          {run.name} is {run.state_name ?? 'without a state'}.
        </Text>
        <Select
          label="New state"
          placeholder="Choose one"
          required
          data={STATE_TYPES.map((value) => ({ value, label: stateTypeName(value) }))}
          value={type}
          onChange={(value) => setType(value)}
          allowDeselect={false}
        />
        <TextInput
          label="Message"
          description="Why; it stands in the history of states."
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <Switch
          label="Force"
          description="Ends the workflow on Temporal at once, without asking the run. This cannot be undone."
          checked={force}
          onChange={(event) => setForce(event.currentTarget.checked)}
        />
        {answer && answer.status !== 'ACCEPT' && (
          <Alert color="orange" role="alert" title={`Not changed (${answer.status})`}>
            <Text size="sm" className="anywhere">
              {reason ?? 'The server gave no reason.'}
            </Text>
          </Alert>
        )}
        {propose.error && <ErrorNote error={propose.error} />}
        <Group justify="flex-end">
          <Button
            type="submit"
            color={force ? 'red.9' : undefined}
            loading={propose.isPending}
            disabled={type === null}
          >
            Change state
          </Button>
        </Group>
        <Ask
          opened={isAsking}
          question={`End the workflow of ${run.name}?`}
          verb="End it"
          keep="Keep it running"
          onClose={() => setIsAsking(false)}
          onConfirm={() => {
            setIsAsking(false);
            if (type !== null) propose.mutate(type);
          }}
        >
          The run is not asked and cannot tidy up. This cannot be undone.
        </Ask>
      </Stack>
    </form>
  );
}
