// One part of the dashboard: what it shows, how many there are, and where there is more.
import { Badge, Group, Paper, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface PanelProps {
  readonly title: string;
  readonly count?: number | undefined;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

export function Panel({ title, count, more, children }: PanelProps) {
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Group justify="space-between" mb="xs" wrap="nowrap" align="baseline">
        <Group gap="xs" wrap="nowrap" align="baseline">
          <Title order={2} fz="h4">
            {title}
          </Title>
          {count !== undefined && count > 0 && (
            <Badge variant="default" circle={count < 10} style={{ flexShrink: 0 }}>
              {count}
            </Badge>
          )}
        </Group>
        <Text size="sm" component="span" style={{ flexShrink: 0 }}>
          {more}
        </Text>
      </Group>
      {children}
    </Paper>
  );
}
