// The few attributes of numbers that people use.
import { bitLength } from './number-arithmetic.js';
import { Callable, type Value } from './values.js';

const method = (name: string, run: () => Value): Callable => new Callable(name, run);

/** An attribute or method of an int, float or bool; `undefined` when there is none of that name. */
export function numberMethods(value: bigint | number | boolean, name: string): Value | undefined {
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  switch (name) {
    case 'real':
      return number;
    case 'imag':
      return typeof number === 'bigint' ? 0n : 0;
    case 'conjugate':
      return method(name, () => number);
    case 'numerator':
      return typeof number === 'bigint' ? number : undefined;
    case 'denominator':
      return typeof number === 'bigint' ? 1n : undefined;
    case 'bit_length':
      if (typeof number !== 'bigint') return undefined;
      return method(name, () => BigInt(number === 0n ? 0 : (number < 0n ? -number : number).toString(2).length));
    case 'bit_count':
      if (typeof number !== 'bigint' || bitLength(number) > 65_536) return undefined;
      return method(name, () => BigInt(number.toString(2).replace(/[^1]/g, '').length));
    case 'is_integer':
      return typeof number === 'number' ? method(name, () => Number.isInteger(number)) : undefined;
    default:
      return undefined;
  }
}
