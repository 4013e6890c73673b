import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../src/contract/messages.js';
import {
  devServerArguments,
  devServerEnvironment,
  startDevServer,
  type DevServer,
} from '../../src/temporal/dev-server.js';
import { openTemporalConnection } from '../../src/temporal/connection.js';
import { ensureSearchAttributes } from '../../src/temporal/search-attributes.js';
import { waitForTemporal } from '../../src/temporal/readiness.js';
import { findFreePort } from '../free-port.js';
import { testTemporalAddress, testTemporalCli } from '../temporal-server.js';

async function start(more: { dbFile?: string; ui?: boolean; port?: number } = {}): Promise<DevServer> {
  const server = await startDevServer({
    cliPath: await testTemporalCli(),
    port: more.port ?? (await findFreePort()),
    uiPort: more.ui ? await findFreePort() : null,
    dbFile: more.dbFile ?? null,
    logLevel: 'error',
  });
  onTestFinished(() => server.stop());
  return server;
}

async function withClient<T>(address: string, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await use(new Client({ connection }));
  } finally {
    await connection.close();
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('the dev server', () => {
  it('keeps what is running in its file across a stop and across kill -9', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sluice-temporal-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const dbFile = join(folder, 'data', 'temporal.db');
    const port = await findFreePort();
    const workflowId = randomUUID();

    const first = await start({ dbFile, port });
    await withClient(first.address, (client) => client.workflow.start('any', { workflowId, taskQueue: 'q' }));
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start({ dbFile, port });
    const signalled = await withClient(second.address, async (client) => {
      const handle = client.workflow.getHandle(workflowId);
      await handle.signal('kept');
      return handle.describe();
    });
    expect(signalled.status.name).toBe('RUNNING');
    process.kill(second.pid, 'SIGKILL');
    expect(await second.exited).toBe('signal SIGKILL');

    const third = await start({ dbFile, port });
    const history = await withClient(third.address, (client) => client.workflow.getHandle(workflowId).fetchHistory());
    expect(history.events?.map((event) => event.workflowExecutionSignaledEventAttributes?.signalName)).toContain(
      'kept',
    );
  });

  it('serves its Web UI where it says', async () => {
    const server = await start({ ui: true });
    const page = await fetch(server.uiUrl ?? '');
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/<html/i);
  });

  it('fails with its own words when its port is taken', async () => {
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as { port: number };
    await expect(start({ port })).rejects.toMatchObject({
      code: 'temporal-unavailable',
      message: expect.stringMatching(/ended before it was ready[^]*address already in use/) as string,
    });
  });

  it('leaves a core to the workers, unless it is told how many to take', () => {
    expect(devServerEnvironment({ PATH: '/bin' }, 2)).toEqual({ PATH: '/bin', GOMAXPROCS: '1' });
    expect(devServerEnvironment({}, 1)).toEqual({ GOMAXPROCS: '1' });
    expect(devServerEnvironment({}, 8)).toEqual({ GOMAXPROCS: '7' });
    expect(devServerEnvironment({ GOMAXPROCS: '2' }, 8)).toEqual({ GOMAXPROCS: '2' });
  });

  it('is told our settings as the CLI takes them', () => {
    const args = devServerArguments({ cliPath: 'x', port: 1, uiPort: null, dbFile: '/d' });
    const after = (flag: string) => args.flatMap((arg, index) => (arg === flag ? [args[index + 1]] : []));
    expect(after('--sqlite-pragma')).toEqual(['journal_mode=wal', 'synchronous=full']);
    expect(after('--search-attribute')).toEqual(
      Object.entries(SEARCH_ATTRIBUTES).map(([name, type]) => `${name}=${type}`),
    );
    expect(after('--dynamic-config-value')).toEqual(
      expect.arrayContaining([
        'history.transferProcessorMaxPollRPS=1000',
        'history.continueAsNewMinInterval="0s"',
        'system.enableActivityEagerExecution=true',
      ]),
    );
  });
});

describe('a Temporal server of somebody else', () => {
  it('is given our search attributes once', async () => {
    const address = testTemporalAddress();
    // Search attributes belong to a namespace; a new one has none of ours.
    const namespace = `n-${randomUUID()}`;
    await withClient(address, async ({ connection }) => {
      await connection.workflowService.registerNamespace({
        namespace,
        workflowExecutionRetentionPeriod: msToTs('1 day'),
      });
    });
    const temporal = await openTemporalConnection({ address, namespace });
    onTestFinished(() => temporal.close());
    // A namespace takes a moment until the whole server knows it.
    const added = await vi.waitFor(() => ensureSearchAttributes(temporal), { timeout: 20_000, interval: 100 });
    expect(added.sort()).toEqual(Object.keys(SEARCH_ATTRIBUTES).sort());
    await waitForTemporal({ address, namespace, timeoutMs: 20_000 });
    expect(await ensureSearchAttributes(temporal)).toEqual([]);
  });

  it('is waited for no longer than asked', async () => {
    const port = await findFreePort();
    await expect(
      waitForTemporal({ address: `127.0.0.1:${port}`, namespace: 'default', timeoutMs: 300 }),
    ).rejects.toMatchObject({
      code: 'temporal-unavailable',
    });
  });
});
