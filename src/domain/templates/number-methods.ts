// The few attributes of numbers that people use.
import { readArguments } from './arguments.js';
import { Tuple } from './collections.js';
import { floatText } from './float-text.js';
import { bitLength } from './number-arithmetic.js';
import { overflowError } from './template-error.js';
import { Callable, type Value } from './values.js';

const method = (name: string, run: () => Value): Callable =>
  new Callable(name, (args) => {
    readArguments(name, ['/'], args);
    return run();
  });

/** `0x1.8000000000000p+1`: mantissa and exponent as they are kept. */
function hexText(float: number): string {
  if (!Number.isFinite(float)) return floatText(float);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(float));
  const bits = view.getBigUint64(0);
  const sign = float < 0 || Object.is(float, -0) ? '-' : '';
  if (bits === 0n) return `${sign}0x0.0p+0`;
  const kept = Number(bits >> 52n);
  const exponent = Math.max(kept, 1) - 1023;
  const digits = (bits & 0xfffffffffffffn).toString(16).padStart(13, '0');
  return `${sign}0x${kept === 0 ? 0 : 1}.${digits}p${exponent < 0 ? '' : '+'}${exponent}`;
}

/** The fraction that a float is, in lowest terms. */
function ratioOf(float: number): [bigint, bigint] {
  if (!Number.isFinite(float)) throw overflowError('cannot convert Infinity to integer ratio');
  let numerator = float;
  let denominator = 1n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return [BigInt(numerator), denominator];
}

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
    case 'as_integer_ratio':
      return method(name, () => new Tuple(typeof number === 'bigint' ? [number, 1n] : ratioOf(number)));
    case 'hex':
      return typeof number === 'number' ? method(name, () => hexText(number)) : undefined;
    default:
      return undefined;
  }
}
