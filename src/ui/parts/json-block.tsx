// A JSON value as text, with a way to copy it.
import { Box, Button, Code } from '@mantine/core';
import { useCopying } from './copying.js';

export function JsonBlock({ value, label }: { readonly value: unknown; readonly label: string }) {
  const text = JSON.stringify(value, null, 2) ?? 'null';
  const { outcome, copy } = useCopying(text);
  return (
    <Box pos="relative">
      <Code
        block
        className="json-block"
        tabIndex={0}
        aria-label={label}
        role="region"
        mah={420}
        style={{ overflow: 'auto' }}
      >
        {text}
      </Code>
      <Button size="compact-xs" variant="default" pos="absolute" top={6} right={6} onClick={copy}>
        {outcome ?? 'Copy'}
      </Button>
    </Box>
  );
}
