// `sluice dev` beside a Temporal server that is there already: TEMPORAL_ADDRESS names it, so none is started, the runs are on
// it, and it goes on when everything else has stopped.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, it, onTestFailed, onTestFinished } from 'vitest';
import { createClient } from '../../src/client/index.js';
import { startDevServer } from '../../src/temporal/dev-server.js';
import { findFreePort } from '../free-port.js';
import { testTemporalCli } from '../temporal-server.js';
import { DevProcess, findProcess, onFreePorts, PATIENCE } from './dev-process.js';

it('sluice dev uses the Temporal server that TEMPORAL_ADDRESS names', { timeout: 300_000 }, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-named-'));
  const cliPath = await testTemporalCli();
  const named = await startDevServer({ cliPath, port: await findFreePort(), uiPort: null, dbFile: null });
  onTestFinished(async () => {
    await named.stop();
    await rm(dataDir, { recursive: true, force: true });
  }, 30_000);
  const connection = await Connection.connect({ address: named.address });
  onTestFinished(() => connection.close());
  const { args, apiUrl } = await onFreePorts();
  // Another server's port is taken, which does not matter to one that starts none.
  const ports = ['--port', args[1] as string, '--temporal-port', named.address.split(':')[1] as string];
  const environment = { TEMPORAL_ADDRESS: named.address, SLUICE_API_URL: '', SLUICE_TEMPORAL_UI_URL: '' };
  const dev = new DevProcess([...ports, '--data-dir', dataDir], environment);
  onTestFinished(async () => void (await dev.stop('SIGTERM')));
  onTestFailed(() => console.log(dev.output));
  await dev.prints(/^Ready\./m);

  expect(dev.output).toContain(`Temporal    ${named.address}  (TEMPORAL_ADDRESS)`);
  expect(dev.output).not.toContain('Web UI');
  await expect(findProcess(dataDir, /start-dev|temporal-child/)).rejects.toThrow('no process is');

  const client = createClient({ apiUrl });
  const run = await client.flowRuns.start('buildNames', { num: 0 });
  expect(await client.flowRuns.result(run, { timeoutMs: PATIENCE.timeout })).toEqual([]);
  const workflow = new Client({ connection }).workflow.getHandle(run.id);
  expect((await workflow.describe()).status.name).toBe('COMPLETED');

  expect(await dev.stop('SIGINT')).toBe(0);
  expect((await workflow.describe()).status.name).toBe('COMPLETED');
});
