// How a firing, or one of its actions, stands, as a badge.
import { Badge } from '@mantine/core';
import { badgeText } from '../parts/state-badge.js';

const COLOURS = { running: 'blue', executed: 'teal', completed: 'teal', failed: 'red', cancelled: 'gray' } as const;

export function FiringStatus({ status }: { readonly status: keyof typeof COLOURS }) {
  const colour = COLOURS[status];
  return (
    <Badge variant="light" color={colour} tt="none" style={{ color: badgeText(colour), flexShrink: 0 }}>
      {status}
    </Badge>
  );
}
