// A long list whose length is known: only what is seen is drawn, and only the pages that are seen are asked for and kept
// fresh, wherever in the list that is.
import { Paper, Skeleton } from '@mantine/core';
import { keepPreviousData, useQueries, type QueryKey } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';
import { ErrorNote } from './error-note.js';

interface PageQuery<Row> {
  readonly queryKey: QueryKey;
  readonly queryFn: (context: { readonly signal: AbortSignal }) => Promise<readonly Row[]>;
}

interface PagedListProps<Row> {
  readonly label: string;
  readonly count: number;
  readonly pageRows: number;
  readonly rowHeight: number;
  /** The rows of a page; pages count from 0. */
  readonly pageQuery: (page: number) => PageQuery<Row>;
  /** What the list is of; when it changes, the list begins at its top. */
  readonly subject: string;
  readonly children: (row: Row) => ReactNode;
}

export function PagedList<Row>(props: PagedListProps<Row>) {
  const { label, count, pageRows, rowHeight, pageQuery, subject, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [subject]);
  const items = virtual.getVirtualItems();
  const pages = [...new Set(items.map(({ index }) => Math.floor(index / pageRows)))];
  const queries = useQueries({
    queries: pages.map((page) => ({ ...pageQuery(page), placeholderData: keepPreviousData<readonly Row[]> })),
  });
  const rowsOf = new Map(pages.map((page, place) => [page, queries[place]?.data]));
  const failed = queries.find(({ error, data }) => error !== null && data === undefined);
  if (failed) return <ErrorNote error={failed.error} retry={() => void failed.refetch()} />;
  return (
    <Paper withBorder>
      <div ref={scroller} tabIndex={0} role="group" aria-label={label} style={{ maxHeight: '70vh', overflow: 'auto' }}>
        <div role="list" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ key, index, start }) => {
            const row = rowsOf.get(Math.floor(index / pageRows))?.[index % pageRows];
            return (
              <div
                role="listitem"
                key={key}
                aria-setsize={count}
                aria-posinset={index + 1}
                style={{ position: 'absolute', insetInline: 0, top: 0, transform: `translateY(${start}px)` }}
              >
                {row === undefined ? <Waiting height={rowHeight} /> : children(row)}
              </div>
            );
          })}
        </div>
      </div>
    </Paper>
  );
}

function Waiting({ height }: { readonly height: number }) {
  return (
    <div className="row-link" style={{ height, padding: '0.75rem' }}>
      <Skeleton h={12} w="30%" />
    </div>
  );
}
