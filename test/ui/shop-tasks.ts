// Tasks of the shop's flows; they run in the test's own process.
const calls = new Map<string, number>();

/** The price of some things; the supplier's first answer to each order is an error. */
export async function fetchQuote(item: string, amount: number, order: string): Promise<number> {
  const call = (calls.get(order) ?? 0) + 1;
  calls.set(order, call);
  if (call === 1) throw new RangeError('The supplier answered 503');
  return amount * item.length * 1.5;
}

/** How many there are. */
export async function countStock(item: string): Promise<number> {
  return item.length;
}

/** A supplier who never answers well. */
export async function fetchPrices(supplier: string): Promise<never> {
  throw new RangeError(`${supplier} answered 503: down for maintenance`);
}

/** The lines of a report. */
export async function sumUp(day: string, rows: number): Promise<string> {
  return `${rows} orders on ${day}`;
}
