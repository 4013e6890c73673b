// The task of the noblockPausing example.

export async function foo(): Promise<number> {
  return 42;
}
