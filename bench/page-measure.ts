// The two measurements of a list in a browser, by the page's own clock: from an input to the list that shows its outcome, and
// the frames while the list is scrolled.
import type { Page } from 'playwright-core';

export interface FilterTimes {
  readonly name: string;
  readonly medianMs: number;
  readonly worstMs: number;
  readonly timesMs: readonly number[];
}

export interface ScrollTimes {
  readonly name: string;
  /** How far it was scrolled. */
  readonly rows: number;
  readonly frames: number;
  readonly frameP50Ms: number;
  readonly frameP95Ms: number;
  readonly longestMs: number;
}

const SCROLL_MS = 6_000;

// What runs in the page is text, since these files are compiled for Node alone.

/** A press that only opens a list of choices is followed by the one that chooses, so the last event before counts. */
const WAIT_FOR_OUTCOME = `(count, list) => new Promise((resolve) => {
  const rowsOf = () => document.querySelector('[aria-label="' + list + '"]')?.textContent ?? '';
  const before = rowsOf();
  let startedAt = 0;
  const start = (event) => { startedAt = event.timeStamp; };
  addEventListener('input', start, true);
  addEventListener('click', start, true);
  const look = () => {
    const isCounted = document.querySelector('main [aria-live=polite]')?.textContent === count;
    if (startedAt === 0 || !isCounted || rowsOf() === before) return void requestAnimationFrame(look);
    removeEventListener('input', start, true);
    removeEventListener('click', start, true);
    requestAnimationFrame((paintedAt) => resolve(paintedAt - startedAt));
  };
  look();
})`;

const RECORD_FRAMES = `(list, forMs) => new Promise((resolve) => {
  const box = document.querySelector('[aria-label="' + list + '"]');
  const rowHeight = box.querySelector('[role=listitem]').getBoundingClientRect().height;
  const gaps = [];
  let [first, last] = [0, 0];
  const frame = (at) => {
    if (last > 0) gaps.push(at - last);
    first ||= at;
    last = at;
    if (at - first < forMs) requestAnimationFrame(frame);
    else resolve({ gaps, rows: Math.round(box.scrollTop / rowHeight) });
  };
  requestAnimationFrame(frame);
})`;

const called = (source: string, ...given: readonly unknown[]): string =>
  `(${source})(${given.map((one) => JSON.stringify(one)).join(', ')})`;

/**
 * Filters step by step, and takes from the first input event of a step to the frame in which the count and the rows are
 * those of the step. Waiting until typing stops is part of it.
 *
 * @param steps - what is typed or chosen, and what the count then says
 */
export async function measureFilter(
  page: Page,
  name: string,
  list: string,
  act: (text: string) => Promise<void>,
  steps: readonly (readonly [string, string])[],
): Promise<FilterTimes> {
  const timesMs: number[] = [];
  for (const [text, count] of steps) {
    const shown = page.evaluate<number>(called(WAIT_FOR_OUTCOME, count, list));
    await act(text);
    timesMs.push(Math.round(await shown));
  }
  const sorted = timesMs.toSorted((a, b) => a - b);
  return { name, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, worstMs: sorted.at(-1) ?? 0, timesMs };
}

/** Scrolls a list by the wheel, as fast as a hand does, and takes the time between frames. */
export async function measureScroll(page: Page, name: string, list: string): Promise<ScrollTimes> {
  const box = page.getByLabel(list, { exact: true });
  await box.scrollIntoViewIfNeeded();
  await box.hover();
  const measured = page.evaluate<{ gaps: number[]; rows: number }>(called(RECORD_FRAMES, list, SCROLL_MS));
  const untilMs = Date.now() + SCROLL_MS;
  while (Date.now() < untilMs) await page.mouse.wheel(0, 400);
  const { gaps, rows } = await measured;
  gaps.sort((a, b) => a - b);
  const at = (share: number) => Number((gaps[Math.floor(gaps.length * share)] ?? 0).toFixed(1));
  const frames = { frames: gaps.length, frameP50Ms: at(0.5), frameP95Ms: at(0.95) };
  return { name, rows, ...frames, longestMs: Number((gaps.at(-1) ?? 0).toFixed(1)) };
}
