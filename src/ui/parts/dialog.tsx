// A button that opens a dialog, for what asks more than yes or no. What is inside is made anew each time it opens.
import { Button, Modal } from '@mantine/core';
import { useState, type ReactNode } from 'react';

interface DialogProps {
  /** The word on the button: `Send input`. */
  readonly verb: string;
  readonly title: string;
  /** What the button is called, where the word alone does not say what it is about. @default verb */
  readonly label?: string;
  readonly children: (close: () => void) => ReactNode;
}

export function Dialog({ verb, title, label, children }: DialogProps) {
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)} aria-label={label}>
        {verb}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
        {children(close)}
      </Modal>
    </>
  );
}
