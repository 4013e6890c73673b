// The states a run was in, one after another, with what each said.
import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { State } from '../../domain/states.js';
import { Moment } from '../parts/moment.js';
import { StateBadge } from '../parts/state-badge.js';

export function StateHistory({ states }: { readonly states: readonly State[] }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="states-title">
      <Title order={2} fz="h4" id="states-title" mb="xs">
        States
      </Title>
      <Stack gap="xs" role="list">
        {states.map((state) => (
          <Group key={state.id} gap="sm" wrap="nowrap" align="flex-start" role="listitem">
            <StateBadge type={state.type} name={state.name} />
            <Box style={{ minWidth: 0 }}>
              <Text size="sm">
                <Moment at={state.timestamp} exact />
              </Text>
              {state.message && (
                <Text size="sm" className="soft anywhere">
                  {state.message}
                </Text>
              )}
            </Box>
          </Group>
        ))}
      </Stack>
    </Paper>
  );
}
