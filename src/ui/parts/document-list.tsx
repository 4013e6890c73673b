// A list of documents that is as long as there are any: what is seen is drawn, what is near is fetched. What stands there
// when there are none is the caller's to say.
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Answered } from './answered.js';
import { VirtualList } from './virtual-list.js';

interface DocumentListProps<Document> {
  readonly label: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<readonly Document[]>>;
  /** In the place of an empty list. */
  readonly none: ReactNode;
  readonly children: (document: Document) => ReactNode;
}

/** Rows are as high as what is in them; before one is drawn it is taken for this high, in pixels. */
const USUAL_ROW_HEIGHT = 84;

export function DocumentList<Document extends { readonly id: string }>(props: DocumentListProps<Document>) {
  const { label, query, none, children } = props;
  const fetchMore = query.fetchNextPage;
  return (
    <Answered query={query}>
      {({ pages }) => {
        const rows = pages.flat();
        if (rows.length === 0) return none;
        return (
          <VirtualList
            label={label}
            rows={rows}
            rowHeight={USUAL_ROW_HEIGHT}
            isVaried
            keyOf={({ id }) => id}
            more={query.hasNextPage}
            onMore={() => void fetchMore({ cancelRefetch: false })}
          >
            {children}
          </VirtualList>
        );
      }}
    </Answered>
  );
}
