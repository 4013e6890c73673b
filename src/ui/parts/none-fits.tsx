// In the place of a list whose filters leave nothing: says so, and leads back to all there is.
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Empty } from './empty.js';

interface NoneFitsProps {
  /** One of what is listed: `run`. */
  readonly what: string;
  /** The list without filters. */
  readonly to: '/automations' | '/deployments' | '/runs';
}

export function NoneFits({ what, to }: NoneFitsProps) {
  return (
    <Empty title={`No ${what} fits`}>
      <Anchor component={Link} to={to}>
        Show all {what}s
      </Anchor>
    </Empty>
  );
}
