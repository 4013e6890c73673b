// A question before what cannot be undone. Apart so that each destruction asks in the same way.
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

interface ConfirmProps {
  /** The word on both buttons: `Delete`. */
  readonly verb: string;
  /** What it is done to, where several have such a button: said by screen readers. */
  readonly of?: string;
  readonly question: string;
  readonly children?: ReactNode;
  readonly onConfirm: () => Promise<unknown>;
  readonly disabled?: boolean;
}

/** A button that asks before it does. */
export function Confirm({ verb, of, question, children, onConfirm, disabled = false }: ConfirmProps) {
  const [opened, setOpened] = useState(false);
  const [busy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    await onConfirm().finally(() => {
      setBusy(false);
      setOpened(false);
    });
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        disabled={disabled}
        aria-label={of === undefined ? undefined : `${verb} ${of}`}
        onClick={() => setOpened(true)}
      >
        {verb}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={question}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Text size="sm">{children}</Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setOpened(false)}>
            Keep it
          </Button>
          <Button color="red.9" loading={busy} onClick={() => void confirm()}>
            {verb}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
