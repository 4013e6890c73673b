// Lists by pages, the same for every kind of list.

export interface Page<T> {
  readonly results: T[];
  readonly count: number;
  readonly limit: number;
  readonly pages: number;
  readonly page: number;
}

/**
 * Reads one page and counts them.
 *
 * @param page - from 1
 */
export async function readPage<T>(
  { limit, page }: { readonly limit: number; readonly page: number },
  list: (part: { limit: number; offset: number }) => Promise<T[]>,
  count: () => Promise<number>,
): Promise<Page<T>> {
  const total = await count();
  const results = await list({ limit, offset: (page - 1) * limit });
  return { results, count: total, limit, pages: limit === 0 ? 0 : Math.ceil(total / limit), page };
}
