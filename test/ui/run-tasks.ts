// Tasks of the flows that the tests of a run's page look at; they run in the test's own process.
const calls = new Map<string, number>();

/** Throws as often as it is told to, then gives the number of the call. */
export async function failTimes(key: string, times: number): Promise<number> {
  const call = (calls.get(key) ?? 0) + 1;
  calls.set(key, call);
  if (call <= times) throw new RangeError(`failure ${call}`);
  return call;
}
