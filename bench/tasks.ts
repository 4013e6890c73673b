// The tasks of the benchmarks: next to nothing, so that what is measured is the way there and back.

export async function echo(value: number): Promise<number> {
  return value;
}
