// A test message by a block that notifies: whether what it says of the other end is right shows before an automation needs
// it. What came of it stays on the screen until it is closed, to be compared with what arrived.
import { Alert, Button, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { BlockDocument } from '../../domain/blocks/block-documents.js';
import type { BlockTrial } from '../../domain/blocks/block-trial.js';
import { ErrorNote } from '../parts/error-note.js';
import { change } from '../server/connection.js';

/** Whether it is of one of the product's kinds that notify. */
export const canSend = ({ block_schema: schema, block_type: type }: BlockDocument): boolean =>
  type.is_protected && schema.capabilities.includes('notify');

export function TestMessage({ block }: { readonly block: BlockDocument }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        mt={4}
        display="block"
        onClick={() => setOpened(true)}
        aria-label={`Send a test message by ${block.name}`}
      >
        Send a test message
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={`Send a test message by ${block.name}`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Sending block={block} />
      </Modal>
    </>
  );
}

function Sending({ block }: { readonly block: BlockDocument }) {
  const isMail = block.block_type.slug === 'email-server-credentials';
  const [to, setTo] = useState('');
  const attempt = useMutation({
    mutationFn: () => change<BlockTrial>('POST', `/block_documents/${block.id}/try`, isMail ? { to } : {}),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt.mutate();
      }}
    >
      <Stack>
        <Text size="sm">One short message goes where this block sends, as a notification would.</Text>
        {isMail && (
          <TextInput
            type="email"
            required
            label="To"
            description="Only this address gets it."
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={attempt.isPending} style={{ alignSelf: 'flex-start' }}>
          Send
        </Button>
        <div role="status">{attempt.data && !attempt.isPending && <Outcome trial={attempt.data} />}</div>
        {attempt.error && <ErrorNote error={attempt.error} />}
      </Stack>
    </form>
  );
}

function Outcome({ trial: { ok, status, reason } }: { readonly trial: BlockTrial }) {
  const answered = status === null ? 'The mail server took it.' : `It was answered with status ${status}.`;
  return (
    <Alert {...(ok ? { variant: 'default' } : { color: 'red' })} title={ok ? 'Sent' : 'Not sent'} role="presentation">
      <Text size="sm" className="anywhere">
        {reason ?? answered}
      </Text>
    </Alert>
  );
}
