// What stands in the place of a view that broke, is not there, or is still being loaded.
import { Anchor, Center, Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Empty } from '../parts/empty.js';
import { ErrorNote } from '../parts/error-note.js';
import { PageHeader } from '../parts/page-header.js';

export function FailedView({ error, reset }: { readonly error: unknown; readonly reset: () => void }) {
  return (
    <>
      <PageHeader title="This view broke" />
      <ErrorNote error={error} retry={reset} />
    </>
  );
}

export function UnknownView() {
  return (
    <>
      <PageHeader title="There is no such page" />
      <Empty title="Nothing is at this address">
        <Anchor component={Link} to="/">
          Go to the dashboard
        </Anchor>
      </Empty>
    </>
  );
}

export function PendingView() {
  return (
    <Center p="xl">
      <Loader aria-label="Loading" />
    </Center>
  );
}
