// A long list of rows: only what is seen is drawn, and the next page is fetched before its end is reached. Rows that differ
// in height are measured once they are drawn.
import { Paper, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type ReactNode } from 'react';

interface VirtualListProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** In pixels; of rows that differ, the usual one. */
  readonly rowHeight: number;
  readonly isVaried?: boolean;
  readonly keyOf: (row: Row) => string;
  readonly more: boolean;
  readonly onMore: () => void;
  readonly children: (row: Row) => ReactNode;
}

export function VirtualList<Row>(props: VirtualListProps<Row>) {
  const { label, rows, rowHeight, isVaried = false, keyOf, more, onMore, children } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    getItemKey: (index) => keyOf(rows[index] as Row),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (more && last >= rows.length - 20) onMore();
  }, [more, last, rows.length, onMore]);
  return (
    <Paper withBorder>
      <div ref={scroller} tabIndex={0} role="group" aria-label={label} style={{ maxHeight: '70vh', overflow: 'auto' }}>
        <div role="list" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ key, index, start }) => (
            <div
              role="listitem"
              key={key}
              ref={isVaried ? virtual.measureElement : undefined}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={more ? -1 : rows.length}
              style={{ position: 'absolute', insetInline: 0, top: 0, transform: `translateY(${start}px)` }}
            >
              {children(rows[index] as Row)}
            </div>
          ))}
        </div>
        {more && (
          <Text size="xs" p="xs" className="soft">
            Loading more …
          </Text>
        )}
      </div>
    </Paper>
  );
}
