// Tasks that can be seen from the test: how often they ran, who was inside at the same time, who waits to be let go.
import { cancellationSignal } from 'sluice/activity';

const counts = new Map<string, number>();
export const inside = new Set<string>();
export const order: string[] = [];
export const crowd = { most: 0 };
const doors = new Map<string, () => void>();

/** How often it was called with the key. */
export async function count(key: string, _extra: number): Promise<number> {
  const next = (counts.get(key) ?? 0) + 1;
  counts.set(key, next);
  return next;
}

/** Goes in and, a moment later, out again. */
export async function enter(key: string): Promise<string> {
  inside.add(key);
  order.push(key);
  crowd.most = Math.max(crowd.most, inside.size);
  await new Promise((resolve) => setTimeout(resolve, 30));
  inside.delete(key);
  return key;
}

/** Stays inside until it is let go. */
export async function hold(key: string): Promise<string> {
  inside.add(key);
  order.push(key);
  await new Promise<void>((resolve) => {
    doors.set(key, resolve);
    cancellationSignal().addEventListener('abort', () => resolve());
  });
  inside.delete(key);
  return key;
}

export function letGo(key: string): void {
  doors.get(key)?.();
}
