// An id that can be copied by one press.
import { Code, CopyButton, UnstyledButton } from '@mantine/core';

export function Copyable({ text, what = 'id' }: { readonly text: string; readonly what?: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <UnstyledButton onClick={copy} aria-label={`Copy the ${what} ${text}`} title={`Copy the ${what}`}>
          <Code className="anywhere">{copied ? 'copied' : text}</Code>
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
