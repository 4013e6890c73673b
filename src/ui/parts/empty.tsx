// A list without rows says what to do next.
import { Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <Paper withBorder p="xl">
      <Stack gap="xs" align="center" ta="center">
        <Text fw={600}>{title}</Text>
        {children && (
          <Text size="sm" className="soft" component="div">
            {children}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}
