// Keeps the history of a workflow for the replay test: the examples and the platform's own workflows as they run today. Done
// by hand (`npm run histories`) when a story is new; never to make a replay pass that should have failed.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ServedFlows } from '../serving/served-flows.js';
import { testTemporalCli } from '../temporal-server.js';

const run = promisify(execFile);

export async function keepHistory(
  served: Pick<ServedFlows, 'temporal'>,
  story: string,
  workflowId: string,
): Promise<void> {
  const args = [
    'workflow',
    'show',
    '--workflow-id',
    workflowId,
    '--address',
    served.temporal.address,
    '--output',
    'json',
  ];
  const { stdout } = await run(await testTemporalCli(), args, { maxBuffer: 64 * 1024 * 1024 });
  // Stack traces name files; where they lie is this machine's business.
  const told = stdout.replaceAll(fileURLToPath(new URL('../../', import.meta.url)), '');
  const path = fileURLToPath(new URL(`../histories/${story.split(' ')[0] ?? story}.json`, import.meta.url));
  await writeFile(path, told);
}
