// Tasks that make and take large values, and fail with them.
import { Fail } from 'sluice/activity';

export async function make(size: number): Promise<string> {
  return 'x'.repeat(size);
}

export async function measure(text: string): Promise<number> {
  return text.length;
}

export async function failWith(size: number): Promise<never> {
  throw new Fail('too bad', { result: 'x'.repeat(size) });
}
