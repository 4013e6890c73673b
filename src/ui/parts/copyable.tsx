// An id that can be copied by one press.
import { Code, UnstyledButton } from '@mantine/core';
import { useCopying } from './copying.js';

export function Copyable({ text, what = 'id' }: { readonly text: string; readonly what?: string }) {
  const { outcome, copy } = useCopying(text);
  return (
    <UnstyledButton onClick={copy} aria-label={`Copy the ${what} ${text}`} title={`Copy the ${what}`}>
      <Code className="anywhere">{outcome?.toLowerCase() ?? text}</Code>
    </UnstyledButton>
  );
}
