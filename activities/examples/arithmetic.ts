// Tasks of the state handler examples: sums that go well, and ones that fail in an ordinary and in a special way.
import { Fail } from 'sluice/activity';

export async function add(x: number, y: number): Promise<number> {
  return x + y;
}

/** Throws when the divisor is 0. */
export async function divide(x: number, y: number): Promise<number> {
  if (y === 0) throw new RangeError('division by zero');
  return x / y;
}

/** Fails in a way of its own when both are the same: the state says so, and carries the value. */
export async function missionCriticalTask(a: number, b: number): Promise<number> {
  if (a === b) throw new Fail('a equaled b!', { result: { flag: true, value: a } });
  return 1 / (b - a);
}
