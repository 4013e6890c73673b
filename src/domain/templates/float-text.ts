/**
 * Floats as Python prints them: `2.0`, `1e+20`, `1e-05`, `nan`. JavaScript finds the same shortest digits but draws the
 * line to exponents elsewhere, so only the layout is ours.
 */

/** Python's `repr()` and `str()` of a float. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (value === 0) return '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) return `${mantissa}e${exponentOf(exponent)}`;
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** An exponent as Python writes it: signed, at least two digits. */
export const exponentOf = (exponent: number): string =>
  `${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;

/**
 * The float's exact value as a fraction, so that rounding can be done the way Python does it (half to even on the exact
 * value, not on the printed digits).
 */
export function exactFraction(value: number): { numerator: bigint; denominator: bigint } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponentBits = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponentBits === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (exponentBits === 0 ? 1 : exponentBits) - 1075;
  const signed = bits >> 63n ? -mantissa : mantissa;
  return exponent >= 0
    ? { numerator: signed << BigInt(exponent), denominator: 1n }
    : { numerator: signed, denominator: 1n << BigInt(-exponent) };
}

/** `numerator / denominator` rounded to the nearest integer, halves to the even one. */
export function roundHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const absolute = negative ? -numerator : numerator;
  let quotient = absolute / denominator;
  const twice = (absolute % denominator) * 2n;
  if (twice > denominator || (twice === denominator && quotient % 2n === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}

/** A finite float with exactly `digits` decimals, as `'%.2f' % value`. */
export function fixedText(value: number, digits: number): string {
  const { numerator, denominator } = exactFraction(value);
  return decimalText(
    roundHalfEven(numerator * 10n ** BigInt(digits), denominator),
    digits,
    Object.is(value, -0) || value < 0,
  );
}

/** `scaled / 10^digits` written out. */
export function decimalText(scaled: bigint, digits: number, negative = scaled < 0n): string {
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  return `${negative ? '-' : ''}${whole}${digits > 0 ? `.${text.slice(text.length - digits)}` : ''}`;
}

/** A finite float with `digits` decimals and an exponent, as `'%.2e' % value`. */
export function exponentialText(value: number, digits: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const { numerator, denominator } = exactFraction(Math.abs(value));
  if (numerator === 0n) return `${sign}${decimalText(0n, digits)}e${exponentOf(0)}`;
  // What JavaScript writes may have been rounded up to the next power of ten, and it rounds halves up.
  let exponent = Number(value.toExponential().split('e')[1]);
  const scaledTo = (power: number) =>
    power >= 0
      ? roundHalfEven(numerator * 10n ** BigInt(power), denominator)
      : roundHalfEven(numerator, denominator * 10n ** BigInt(-power));
  let scaled = scaledTo(digits - exponent);
  if (scaled < 10n ** BigInt(digits)) scaled = scaledTo(digits - --exponent);
  if (scaled >= 10n ** BigInt(digits + 1)) scaled = scaledTo(digits - ++exponent);
  return `${sign}${decimalText(scaled, digits)}e${exponentOf(exponent)}`;
}
