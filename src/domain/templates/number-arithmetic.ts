// Python's number rules: ints without a limit, true division, floor division and modulo with the divisor's sign, and
// an int turning into a float only where Python turns it.
import { spend } from './budget.js';
import { limitError, overflowError, TemplateError, valueError } from './template-error.js';
import type { Value } from './values.js';

const MAX_INT_BITS = 64 * 1024;

/** int or float of a number or bool, else `undefined`. */
export const toNumber = (value: Value): bigint | number | undefined => {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'bigint' || typeof value === 'number' ? value : undefined;
};

const zeroDivision = (message: string) => new TemplateError('render', 'ZeroDivisionError', message);

/** An int as a float. @throws OverflowError (as a template error) when it has no float */
export function intToFloat(value: bigint): number {
  const float = Number(value);
  if (!Number.isFinite(float)) throw overflowError('int too large to convert to float');
  return float;
}

const toFloat = (value: bigint | number): number => (typeof value === 'bigint' ? intToFloat(value) : value);

export function numberOperation(operator: string, left: bigint | number, right: bigint | number): Value {
  if (operator === '/') return divide(left, right);
  if (typeof left === 'bigint' && typeof right === 'bigint') return intOperation(operator, left, right);
  return floatOperation(operator, toFloat(left), toFloat(right));
}

function divide(left: bigint | number, right: bigint | number): number {
  if (toFloatOrZero(right) === 0)
    throw zeroDivision(
      typeof left === 'bigint' && typeof right === 'bigint' ? 'division by zero' : 'float division by zero',
    );
  if (typeof left !== 'bigint' || typeof right !== 'bigint') return toFloat(left) / toFloat(right);
  const safe = (value: bigint) => value <= 9007199254740991n && value >= -9007199254740991n;
  if (safe(left) && safe(right)) return Number(left) / Number(right);
  return divideLargeInts(left, right);
}

const toFloatOrZero = (value: bigint | number): number => (typeof value === 'bigint' ? (value === 0n ? 0 : 1) : value);

// Keeps 64 significant bits of the quotient and lets the conversion round it, with a sticky bit for the rest.
function divideLargeInts(left: bigint, right: bigint): number {
  const negative = left < 0n !== right < 0n;
  const a = left < 0n ? -left : left;
  const b = right < 0n ? -right : right;
  const shift = 66 - (bitLength(a) - bitLength(b));
  const scaled = shift > 0 ? a << BigInt(shift) : a;
  const divisor = shift < 0 ? b << BigInt(-shift) : b;
  const quotient = (scaled / divisor) | (scaled % divisor === 0n ? 0n : 1n);
  const result = Number(quotient) * 2 ** -shift;
  if (!Number.isFinite(result)) throw overflowError('integer division result too large for a float');
  return negative ? -result : result;
}

export const bitLength = (value: bigint): number =>
  value === 0n ? 0 : (value < 0n ? -value : value).toString(16).length * 4;

function intOperation(operator: string, left: bigint, right: bigint): Value {
  const bits = bitLength(left) + bitLength(right);
  spend(1 + (bits >> 8));
  if (bits > MAX_INT_BITS) throw limitError(`The template computed an integer of more than ${MAX_INT_BITS} bits.`);
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '//':
      if (right === 0n) throw zeroDivision('integer division or modulo by zero');
      return floorDivide(left, right);
    case '%':
      if (right === 0n) throw zeroDivision('integer modulo by zero');
      return left - right * floorDivide(left, right);
    default:
      return power(left, right);
  }
}

const floorDivide = (left: bigint, right: bigint): bigint => {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
};

function power(base: bigint, exponent: bigint): Value {
  if (exponent < 0n) {
    if (base === 0n) throw zeroDivision('0.0 cannot be raised to a negative power');
    return floatOperation('**', intToFloat(base), intToFloat(exponent));
  }
  if (base === 0n || base === 1n || base === -1n)
    return base ** (exponent % 2n === 0n && base === -1n ? 2n : exponent === 0n ? 0n : 1n);
  if (exponent * BigInt(bitLength(base)) > BigInt(MAX_INT_BITS)) {
    throw limitError(`The template computed an integer of more than ${MAX_INT_BITS} bits.`);
  }
  return base ** exponent;
}

function floatOperation(operator: string, left: number, right: number): Value {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '//':
      if (right === 0) throw zeroDivision('float floor division by zero');
      return floatDivmod(left, right).quotient;
    case '%':
      if (right === 0) throw zeroDivision('float modulo');
      return floatDivmod(left, right).remainder;
    default: {
      if (left === 0 && right < 0) throw zeroDivision('0.0 cannot be raised to a negative power');
      if (left < 0 && Number.isFinite(left) && Number.isFinite(right) && !Number.isInteger(right)) {
        throw valueError('A negative number to a fractional power has no real result');
      }
      if (left === 1 || right === 0) return 1;
      if (left === -1 && !Number.isFinite(right) && !Number.isNaN(right)) return 1;
      const result = left ** right;
      if (!Number.isFinite(result) && Number.isFinite(left) && Number.isFinite(right)) {
        throw overflowError('Numerical result out of range');
      }
      return result;
    }
  }
}

function floatDivmod(left: number, right: number): { quotient: number; remainder: number } {
  let remainder = left % right;
  let quotient = (left - remainder) / right;
  if (remainder !== 0) {
    if (right < 0 !== remainder < 0) {
      remainder += right;
      quotient -= 1;
    }
  } else {
    remainder = right < 0 ? -0 : 0;
  }
  if (quotient !== 0) {
    const floor = Math.floor(quotient);
    quotient = quotient - floor > 0.5 ? floor + 1 : floor;
  } else {
    quotient = left / right < 0 || Object.is(left / right, -0) ? -0 : 0;
  }
  return { quotient, remainder };
}
