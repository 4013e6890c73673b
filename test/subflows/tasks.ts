// Tasks of the flows that call flows; they run in the test's own process and can be counted and held up there.
import { cancellationSignal, Fail, Skip } from 'sluice/activity';

const counts = new Map<string, number>();
const doors = new Map<string, () => void>();

export const countOf = (key: string): number => counts.get(key) ?? 0;
export const isHeld = (key: string): boolean => doors.has(key);
export const letGo = (key: string): void => doors.get(key)?.();

export async function count(key: string): Promise<number> {
  counts.set(key, countOf(key) + 1);
  return countOf(key);
}

export async function echo<T>(value: T): Promise<T> {
  return value;
}

/** Throws as often as it is told to, then gives the number of the call. */
export async function failTimes(key: string, times: number): Promise<number> {
  const call = await count(key);
  if (call <= times) throw new RangeError(`failure ${call}`);
  return call;
}

/** Waits until it is let go. */
export async function hold(key: string): Promise<string> {
  const signal = cancellationSignal();
  await new Promise<void>((resolve, reject) => {
    doors.set(key, resolve);
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  return key;
}

/** Waits until somebody is held under the key. */
export async function waitsFor(key: string): Promise<void> {
  while (!isHeld(key)) await new Promise((resolve) => setTimeout(resolve, 10));
}

export async function returnsFail(): Promise<unknown> {
  return new Fail('returned', { result: await count('returned fail') });
}

export async function returnsSkip(): Promise<unknown> {
  return new Skip(undefined, { result: 'not needed' });
}
