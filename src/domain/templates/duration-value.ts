// A span of time, in microseconds: what `received - occurred` and a trigger's `within` are. Prints as Python's timedelta.
import { overflowError } from './template-error.js';
import { Callable, ValueObject, type Value } from './values.js';

const SECOND = 1_000_000n;
const DAY = 86_400n * SECOND;

/** Floor division and its remainder. */
export const divide = (value: bigint, divisor: bigint): [bigint, bigint] => {
  const remainder = ((value % divisor) + divisor) % divisor;
  return [(value - remainder) / divisor, remainder];
};

export class Duration extends ValueObject {
  readonly typeName = 'timedelta';

  constructor(readonly micros: bigint) {
    super();
  }

  /** @throws OverflowError (as a template error) past the 2.7 million years that Python's spans reach */
  static ofSeconds(seconds: number): Duration {
    if (Math.abs(seconds) >= 86_400 * 1e9) throw overflowError('days=1000000000; must have magnitude <= 999999999');
    return new Duration(BigInt(Math.round(seconds * 1e6)));
  }

  get totalSeconds(): number {
    return Number(this.micros) / 1e6;
  }

  /** Whole days, seconds of the day and microseconds of the second, as Python splits a timedelta. */
  split(): { days: number; seconds: number; microseconds: number } {
    const [days, rest] = divide(this.micros, DAY);
    const [seconds, microseconds] = divide(rest, SECOND);
    return { days: Number(days), seconds: Number(seconds), microseconds: Number(microseconds) };
  }

  repr(): string {
    const parts = Object.entries(this.split()).filter(([, amount]) => amount !== 0);
    return `datetime.timedelta(${parts.map(([unit, amount]) => `${unit}=${amount}`).join(', ') || '0'})`;
  }
  override str(): string {
    const { days, seconds, microseconds } = this.split();
    const two = (amount: number) => String(amount).padStart(2, '0');
    const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const fraction = microseconds === 0 ? '' : `.${String(microseconds).padStart(6, '0')}`;
    return `${days === 0 ? '' : `${days} day${Math.abs(days) === 1 ? '' : 's'}, `}${clock}${fraction}`;
  }
  override truthy(): boolean {
    return this.micros !== 0n;
  }
  override attribute(name: string): Value | undefined {
    const { days, seconds, microseconds } = this.split();
    if (name === 'days') return BigInt(days);
    if (name === 'seconds') return BigInt(seconds);
    if (name === 'microseconds') return BigInt(microseconds);
    return name === 'total_seconds' ? new Callable(name, () => this.totalSeconds) : undefined;
  }
  /** Seconds, as durations travel in wire documents. */
  override json(): Value {
    return this.totalSeconds;
  }
  override hash(): string {
    return `duration:${this.micros}`;
  }
  override equals(other: Value): boolean {
    return other instanceof Duration && other.micros === this.micros;
  }
  override compare(other: Value): number | undefined {
    return other instanceof Duration ? Number(this.micros - other.micros) : undefined;
  }
  override binary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (operator === 'abs') return new Duration(this.micros < 0n ? -this.micros : this.micros);
    if (other instanceof Duration) {
      if (operator === '+') return new Duration(this.micros + other.micros);
      if (operator === '-') return new Duration(this.micros - other.micros);
      if (operator === '/' && other.micros !== 0n) return Number(this.micros) / Number(other.micros);
      if (operator === '//' && other.micros !== 0n) return divide(this.micros, other.micros)[0];
      return undefined;
    }
    if (operator === '-' && reflected && other === 0n) return new Duration(-this.micros);
    const number = typeof other === 'bigint' ? Number(other) : other;
    if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
    if (operator === '*') return new Duration(BigInt(Math.round(Number(this.micros) * number)));
    if (operator === '/' && !reflected && number !== 0)
      return new Duration(BigInt(Math.round(Number(this.micros) / number)));
    return undefined;
  }
}
