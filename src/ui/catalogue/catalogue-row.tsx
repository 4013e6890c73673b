// One document of a catalogue, as a row: its name, what else there is to see of it, and the buttons that change and delete it.
import { Button, Group, Text } from '@mantine/core';
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Confirm } from '../parts/confirm.js';
import { change } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';

export interface CatalogueRowProps {
  readonly name: string;
  /** Where it is, below `/api`. */
  readonly path: string;
  /** The list that has it. */
  readonly listKey: QueryKey;
  /** Said before it is deleted. */
  readonly warning: string;
  readonly onEdit: () => void;
  /** Below the name. */
  readonly children: ReactNode;
}

export function CatalogueRow({ name, path, listKey, warning, onEdit, children }: CatalogueRowProps) {
  const queries = useQueryClient();
  const { tell, tellError } = useNotices();
  const remove = () =>
    change('DELETE', path)
      .then(() => tell(`Deleted ${name}.`), tellError)
      .finally(() => queries.invalidateQueries({ queryKey: listKey }));
  return (
    <Group className="row-link" p="sm" gap="xs" justify="space-between" align="flex-start">
      <div style={{ minWidth: 0, flex: '1 1 14rem' }}>
        <Text fw={600} className="anywhere">
          {name}
        </Text>
        {children}
      </div>
      <Group gap="xs">
        <Button size="xs" variant="default" onClick={onEdit} aria-label={`Change ${name}`}>
          Change
        </Button>
        <Confirm verb="Delete" of={name} question={`Delete ${name}?`} onConfirm={remove}>
          {warning}
        </Confirm>
      </Group>
    </Group>
  );
}
