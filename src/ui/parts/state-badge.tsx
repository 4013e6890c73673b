// A state as a badge: the word says it, the colour helps. The colours hold their contrast in light and dark.
import { Badge } from '@mantine/core';
import type { StateType } from '../../domain/state-types.js';

export const STATE_COLOURS: Readonly<Record<StateType, string>> = {
  SCHEDULED: 'yellow',
  PENDING: 'gray',
  RUNNING: 'blue',
  COMPLETED: 'teal',
  FAILED: 'red',
  CANCELLED: 'gray',
  CRASHED: 'orange',
  PAUSED: 'violet',
  CANCELLING: 'gray',
};

/** The text of a light badge, dark enough for its ground and light enough on a dark one. */
export function badgeText(colour: string): string {
  const dark = `color-mix(in srgb, var(--mantine-color-${colour}-9) 55%, black)`;
  return `light-dark(${dark}, var(--mantine-color-${colour}-2))`;
}

export function StateBadge({ type, name }: { readonly type: StateType | null; readonly name: string | null }) {
  const colour = type === null ? 'gray' : STATE_COLOURS[type];
  return (
    <Badge color={colour} variant="light" tt="none" radius="sm" style={{ color: badgeText(colour), flexShrink: 0 }}>
      {name ?? 'No state'}
    </Badge>
  );
}
