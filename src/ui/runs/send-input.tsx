// Sending a value to a run, which receives it now or when it comes to ask for it: a text or JSON; as a plain value, as a run
// input of a name, or under a key prefix of one's own.
import { Button, Group, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { randomId } from '../../client/random-id.js';
import { Dialog } from '../parts/dialog.js';
import { ErrorNote } from '../parts/error-note.js';
import { change } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { readInputDraft, type InputDraft, type InputForm } from './input-draft.js';

const FORMS: { value: InputForm; label: string }[] = [
  { value: 'plain', label: 'A plain value' },
  { value: 'named', label: 'A run input with a name' },
  { value: 'prefix', label: 'A value under a key prefix' },
];

export function SendInput({ runId }: { readonly runId: string }) {
  return (
    <Dialog verb="Send input" title="Send an input to this run">
      {(close) => <SendInputForm runId={runId} onSent={close} />}
    </Dialog>
  );
}

function SendInputForm({ runId, onSent }: { readonly runId: string; readonly onSent: () => void }) {
  const queries = useQueryClient();
  const { tell } = useNotices();
  const [draft, setDraft] = useState<InputDraft>({ form: 'plain', label: '', text: '', isJson: false });
  const set = (part: Partial<InputDraft>): void => setDraft((old) => ({ ...old, ...part }));
  const read = readInputDraft(draft);
  const send = useMutation({
    mutationFn: ({ prefix, value }: { prefix: string; value: unknown }) =>
      change('POST', `/flow_runs/${encodeURIComponent(runId)}/input`, {
        key: `${prefix}-${randomId()}`,
        value: JSON.stringify(value),
      }),
    onSuccess: () => {
      tell('The input is with the run.');
      onSent();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['run', runId, 'inputs'] }),
  });
  const { problems } = read;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (read.input) send.mutate(read.input);
      }}
    >
      <Stack gap="sm">
        <Select
          label="Sent as"
          data={FORMS}
          value={draft.form}
          onChange={(form) => form && set({ form: form })}
          allowDeselect={false}
        />
        {draft.form !== 'plain' && (
          <TextInput
            label={draft.form === 'named' ? 'Name of the run input' : 'Key prefix'}
            description={draft.form === 'named' ? 'As the flow calls it.' : 'Letters, digits, - and _.'}
            required
            value={draft.label}
            onChange={(event) => set({ label: event.currentTarget.value })}
            error={draft.label !== '' && problems.label}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label="How the value is written"
          value={draft.isJson ? 'json' : 'text'}
          onChange={(mode) => set({ isJson: mode === 'json' })}
          data={[
            { value: 'text', label: 'Text' },
            { value: 'json', label: 'JSON' },
          ]}
          style={{ alignSelf: 'flex-start' }}
        />
        <Textarea
          label="Value"
          autosize
          minRows={3}
          maxRows={16}
          styles={draft.isJson ? { input: { fontFamily: 'var(--mantine-font-family-monospace)' } } : {}}
          value={draft.text}
          onChange={(event) => set({ text: event.currentTarget.value })}
          error={draft.text !== '' && problems.value}
        />
        <Text size="xs" className="soft">
          The run takes it when it asks for an input of this kind. It can be sent before.
        </Text>
        {send.error && <ErrorNote error={send.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={send.isPending} disabled={read.input === undefined}>
            Send
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
