// Measuring two ways of doing the same in turns, so that whatever else the machine does falls on both alike.

export interface Comparison {
  readonly name: string;
  readonly unit: 'ms' | 'CPU ms' | 'runs/s' | 'inputs/s' | 'events' | 'MiB';
  readonly bare: number;
  readonly sluice: number;
  /** Sluice over bare. */
  readonly ratio: number;
  /** What is to be reached, as a bound on the ratio; null where there is none. */
  readonly bound: { readonly atMost?: number; readonly atLeast?: number } | null;
  readonly rounds: number;
}

export type Side = 'bare' | 'sluice';

/**
 * Medians of both sides over some rounds, after one that is thrown away; the side that begins changes each round.
 *
 * @param measure - carries one round out and gives its figure
 */
export async function compare(
  what: Pick<Comparison, 'name' | 'unit' | 'bound' | 'rounds'>,
  measure: (side: Side) => Promise<number>,
): Promise<Comparison> {
  const figures: Record<Side, number[]> = { bare: [], sluice: [] };
  for (let round = -1; round < what.rounds; round += 1) {
    const order: Side[] = round % 2 === 0 ? ['bare', 'sluice'] : ['sluice', 'bare'];
    for (const side of order) {
      const figure = await measure(side);
      if (round >= 0) figures[side].push(figure);
    }
  }
  const bare = median(figures.bare);
  const sluice = median(figures.sluice);
  return { ...what, bare, sluice, ratio: sluice / bare };
}

/** How long a function takes, in milliseconds. */
export async function timeMs(fn: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await fn();
  return performance.now() - startedAt;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The value that such a share of the values is not above, by rank. */
export function percentile(values: readonly number[], share: number): number {
  return (
    [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
  );
}

/** Whether a comparison reaches its bound; true where there is none. */
export function reachesBound({ ratio, bound }: Comparison): boolean {
  return (
    (bound?.atMost === undefined || ratio <= bound.atMost) && (bound?.atLeast === undefined || ratio >= bound.atLeast)
  );
}
