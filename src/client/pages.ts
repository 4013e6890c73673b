// Lists longer than one answer may be, fetched page after page.
import type { Transport } from './transport.js';

/** The most rows the API answers at once. */
const PAGE_ROWS = 200;

/**
 * Rows of a filter route.
 *
 * @param body - the filter document without limit and offset
 * @param window - `limit` rows from `offset` on. @default 200 from the first
 */
export async function listAll<Row>(
  transport: Transport,
  path: string,
  body: Readonly<Record<string, unknown>>,
  window: { readonly limit?: number; readonly offset?: number; readonly signal?: AbortSignal },
): Promise<Row[]> {
  const { limit = PAGE_ROWS, offset = 0, signal } = window;
  const rows: Row[] = [];
  for (;;) {
    const page = Math.min(PAGE_ROWS, limit - rows.length);
    const request = { method: 'POST', path, repeatable: true, signal } as const;
    const { document } = await transport.send<Row[]>({
      ...request,
      body: { ...body, limit: page, offset: offset + rows.length },
    });
    rows.push(...document);
    if (document.length < page || rows.length >= limit) return rows;
  }
}
