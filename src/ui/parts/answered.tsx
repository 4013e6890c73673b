// What is shown while an answer is on its way, when it failed, and when it is there: the same everywhere.
import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { ErrorNote } from './error-note.js';
import { PageHeader } from './page-header.js';

interface AnsweredProps<Document> {
  readonly query: { readonly data: Document | undefined; readonly error: unknown; readonly refetch: () => unknown };
  /** Of a view that gets its own title from the answer: what stands there until then. */
  readonly title?: string;
  readonly children: (document: Document) => ReactNode;
}

/** Shows the answer of a query; its old answer stays while a new one is fetched. */
export function Answered<Document>({ query, title, children }: AnsweredProps<Document>) {
  if (query.data !== undefined) return children(query.data);
  return (
    <>
      {title !== undefined && <PageHeader title={title} />}
      {query.error ? <ErrorNote error={query.error} retry={() => void query.refetch()} /> : <Waiting />}
    </>
  );
}

function Waiting() {
  return (
    <Stack gap="xs" aria-busy="true" aria-label="Loading">
      <Skeleton h={28} w="40%" />
      <Skeleton h={18} />
      <Skeleton h={18} w="80%" />
    </Stack>
  );
}
