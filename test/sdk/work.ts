// Tasks of the engine's tests. They run in the test's own process, so a test can count their calls and hold them up.
import { cancellationSignal, Fail, getRunLogger } from 'sluice/activity';

const counts = new Map<string, number>();
const notes = new Map<string, string[]>();
const gates = new Map<string, { open: () => void; opened: Promise<void> }>();

/** How often a task was called under a key. */
export function countOf(key: string): number {
  return counts.get(key) ?? 0;
}

/** What was noted under a key, in order. */
export function notesOf(key: string): readonly string[] {
  return notes.get(key) ?? [];
}

/** Lets every task go that waits at a gate, now and from now on. */
export function openGate(key: string): void {
  gateOf(key).open();
}

function gateOf(key: string) {
  let gate = gates.get(key);
  if (!gate) {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    gate = { open, opened };
    gates.set(key, gate);
  }
  return gate;
}

function countCall(key: string): number {
  const count = countOf(key) + 1;
  counts.set(key, count);
  return count;
}

/** Gives back what it got. */
async function echo<T>(value: T): Promise<T> {
  return value;
}

/** How often it was called under the key, this call included. */
async function count(key: string): Promise<number> {
  return countCall(key);
}

/** Notes a line behind those that were noted before. */
async function note(key: string, line: string): Promise<void> {
  notes.set(key, [...notesOf(key), line]);
}

/** Throws as often as it is told to, then gives the number of the call. */
async function flaky(key: string, failures: number): Promise<number> {
  const call = countCall(key);
  if (call <= failures) throw new RangeError(`failure ${call}`);
  return call;
}

/** Waits until the test opens the gate, or until it is cancelled. */
async function hold(key: string): Promise<string> {
  countCall(key);
  const signal = cancellationSignal();
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      countCall(`${key} cancelled`);
      reject(signal.reason as Error);
    });
  });
  await Promise.race([gateOf(key).opened, cancelled]);
  return key;
}

/** Writes a log line. */
async function say(message: string): Promise<void> {
  getRunLogger().warning(message, { from: 'a task' });
}

/** Fails in the way that is to be told from others. */
async function failWithData(value: number): Promise<never> {
  throw new Fail('a equaled b!', { result: { flag: true, value } });
}

export const work = { echo, count, failWithData, flaky, hold, note, say };
export type Work = typeof work;
