// Where a new pass of a flow can go on. Receivers that wait go on behind the last input they gave, and what stands before
// the first of them, the prologue, runs again from memory: receivers that were done by then begin where they began and come
// to the same end. It stands apart from when that is wanted (roll-over.ts), since it looks at receivers alone.
import type { ReceiverPosture, RollOverPoint } from './execution.js';

/** Null when no new pass would come to the very point where this one stands. */
export function findRollOverPoint(receivers: readonly ReceiverPosture[]): RollOverPoint | null {
  const first = receivers
    .filter(({ waiting }) => waiting)
    .reduce<ReceiverPosture | null>(
      (earliest, each) => (earliest && earliest.askedAt < each.askedAt ? earliest : each),
      null,
    );
  if (!first) return null;
  const cut = first.askedAt;
  // Receivers are known again by their order, which those made in bodies of loops would disturb.
  const late = receivers.filter(({ madeAt }) => madeAt > cut);
  if (late.some(({ waiting }) => waiting) && late.some(({ waiting }) => !waiting)) return null;
  const places: [number, number][] = [];
  const timeouts: [number, number][] = [];
  const readAgain = new Set<number>();
  for (const [index, receiver] of receivers.entries()) {
    if (receiver.waiting) places.push([index, placeOf(receiver)]);
    else if (receiver.iterated) return null;
    else if (receiver.answeredAt < cut) {
      places.push([index, receiver.beganAfter]);
      for (const after of receiver.timeouts) timeouts.push([index, after]);
      for (const sequence of receiver.given) readAgain.add(sequence);
    } else if (receiver.askedAt < cut || !receiver.onlyInBodies) return null;
    else if (receiver.madeAt < cut) places.push([index, placeOf(receiver)]);
  }
  return { prologue: first.callsBefore, places, timeouts, readAgain };
}

/** The sequence of the input behind which a receiver stands. */
export function placeOf({ given, beganAfter }: ReceiverPosture): number {
  return given.at(-1) ?? beganAfter;
}
