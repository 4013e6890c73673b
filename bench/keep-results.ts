// Where figures are kept: bench/results, a file a benchmark. A figure that was not measured this time stays as it was, with
// its own time and machine, so that one scenario can be measured again alone.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';

const RESULTS = new URL('./results/', import.meta.url);

/**
 * Writes figures over those of the same name.
 *
 * @param file - name in bench/results
 */
export async function keepResults(file: string, results: readonly { readonly name: string }[]): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const url = new URL(file, RESULTS);
  const before = await readFile(url, 'utf8').then(
    (text) => (JSON.parse(text) as { results: { name: string }[] }).results,
    () => [],
  );
  const kept = before.filter(({ name }) => !results.some((result) => result.name === name));
  const measuredAt = new Date().toISOString();
  const machine = {
    node: process.version,
    cpus: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    load: loadavg()[0],
  };
  const measured = results.map((result) => ({ ...result, measuredAt, machine }));
  await writeFile(url, `${JSON.stringify({ results: [...kept, ...measured] }, null, 2)}\n`);
}
