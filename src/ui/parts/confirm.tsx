// A question before what cannot be undone. Apart so that each destruction asks in the same way.
import { Button, Group, Modal, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

interface AskProps {
  readonly opened: boolean;
  readonly question: string;
  readonly children?: ReactNode;
  /** The word on the button that does it: `Delete`. */
  readonly verb: string;
  /** The word on the button that does not. */
  readonly keep?: string;
  readonly busy?: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

/** The question alone. */
export function Ask(props: AskProps) {
  const { opened, question, children, verb, keep = 'Keep it', busy = false, onClose, onConfirm } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={question} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm" className="anywhere">
        {children}
      </Text>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {keep}
        </Button>
        <Button color="red.9" loading={busy} onClick={onConfirm}>
          {verb}
        </Button>
      </Group>
    </Modal>
  );
}

interface ConfirmProps {
  /** The word on both buttons: `Delete`. */
  readonly verb: string;
  /** What it is done to, where several have such a button: said by screen readers. */
  readonly of?: string;
  readonly question: string;
  readonly children?: ReactNode;
  readonly onConfirm: () => Promise<unknown>;
}

/** A button that asks before it does. */
export function Confirm({ verb, of, question, children, onConfirm }: ConfirmProps) {
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
        aria-label={of === undefined ? undefined : `${verb} ${of}`}
        onClick={() => setOpened(true)}
      >
        {verb}
      </Button>
      <Ask
        opened={opened}
        question={question}
        verb={verb}
        busy={busy}
        onClose={() => setOpened(false)}
        onConfirm={() => void confirm()}
      >
        {children}
      </Ask>
    </>
  );
}
