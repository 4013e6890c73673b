// `sluice doctor` where something is wrong: what it finds, how it says that it is mended, and its exit code.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { examineNode, examineTemporalVersion } from '../../src/cli/doctor-checks.js';
import type { Finding } from '../../src/cli/doctor-findings.js';
import { startTestServer } from '../api/server.js';
import { findFreePort } from '../free-port.js';
import { TEST_NAMESPACE, testTemporalAddress } from '../temporal-server.js';
import { runCli } from './run-cli.js';

interface Examined {
  readonly code: number | null;
  of(name: string): Finding | undefined;
}

async function examined(environment: Record<string, string>): Promise<Examined> {
  const { code, stdout } = await runCli(['doctor', '--json'], { environment });
  const findings = JSON.parse(stdout) as Finding[];
  return { code, of: (name) => findings.find((finding) => finding.name === name) };
}

/** Another program that speaks HTTP; its port. */
async function startStranger(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end('<h1>Hello</h1>'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return String((server.address() as AddressInfo).port);
}

const freePort = async () => String(await findFreePort());

describe('the doctor', () => {
  it.each([200, 404])('tells another program on the ports from what belongs there (it answers %s)', async (status) => {
    const stranger = await startStranger(status);
    const { code, of } = await examined({
      SLUICE_PORT: stranger,
      SLUICE_TEMPORAL_PORT: stranger,
      SLUICE_TEMPORAL_UI_PORT: stranger,
    });
    expect(code).toBe(1);
    expect(of('API')).toMatchObject({
      status: 'failed',
      found: `What answers at http://127.0.0.1:${stranger}/api is not a Sluice API.`,
      mend: expect.stringContaining('SLUICE_API_URL') as string,
    });
    const taken = (program: string, setting: string) => ({
      status: 'warning',
      found: `${stranger} is taken by another program, not ${program}`,
      mend: expect.stringMatching(new RegExp(`stop that program, or choose another port by ${setting}`)) as string,
    });
    expect(of('API port')).toMatchObject(taken('a Sluice server', 'SLUICE_PORT'));
    expect(of('Temporal port')).toMatchObject(taken('a Temporal server', 'SLUICE_TEMPORAL_PORT'));
    expect(of('Temporal UI')).toMatchObject(taken('a Temporal Web UI', 'SLUICE_TEMPORAL_UI_PORT'));
  });

  it('finds its own programs on their ports, and tells the version of Temporal', async () => {
    const server = await startTestServer({ apiKey: 'of-somebody' });
    onTestFinished(() => server.close());
    const { of } = await examined({
      SLUICE_PORT: new URL(server.url).port,
      SLUICE_TEMPORAL_PORT: testTemporalAddress().split(':').at(-1) as string,
      SLUICE_TEMPORAL_UI_PORT: await freePort(),
      TEMPORAL_ADDRESS: testTemporalAddress(),
      TEMPORAL_NAMESPACE: TEST_NAMESPACE,
    });
    expect(of('API')).toMatchObject({ status: 'failed', mend: 'Give the key of that server by SLUICE_API_KEY.' });
    expect(of('API port')).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('by a Sluice server') as string,
    });
    expect(of('Temporal')).toMatchObject({ status: 'ok', found: expect.stringMatching(/, server \d+\.\d+/) as string });
    expect(of('Temporal port')).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('by a Temporal server') as string,
    });
    expect(of('Temporal UI')).toMatchObject({ status: 'ok', found: expect.stringContaining('is free') as string });
  });

  it('says that the database and Temporal cannot be reached, and what to correct', async () => {
    const closed = await freePort();
    const { code, of } = await examined({
      DATABASE_URL: `postgres://sluice:hidden@127.0.0.1:${closed}/sluice`,
      TEMPORAL_ADDRESS: `127.0.0.1:${closed}`,
    });
    expect(code).toBe(1);
    expect(of('store')).toMatchObject({
      status: 'failed',
      found: expect.stringMatching(/^Postgres: .*ECONNREFUSED/) as string,
      mend: 'Correct DATABASE_URL, or start that server.',
    });
    expect(of('Temporal')).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('ECONNREFUSED') as string,
      mend: 'Correct TEMPORAL_ADDRESS, or start that server.',
    });
    expect(JSON.stringify([of('store'), of('Temporal')])).not.toContain('hidden');
  });

  it('knows namespaces that are not there', async () => {
    const { of } = await examined({ TEMPORAL_ADDRESS: testTemporalAddress(), TEMPORAL_NAMESPACE: 'nowhere' });
    expect(of('Temporal')).toMatchObject({
      status: 'failed',
      found: expect.stringContaining('nowhere') as string,
      mend: 'Correct TEMPORAL_NAMESPACE, or make that namespace.',
    });
  });
});

describe('a version', () => {
  it.each([
    ['20.18.3', 'failed'],
    ['20.19.0', 'ok'],
    ['19.99.0', 'failed'],
    ['24.0.1', 'ok'],
  ])('of node, %s, is %s', (version, status) => {
    expect(examineNode(version)).toMatchObject({ status });
  });

  it.each([
    ['1.24.2', 'failed'],
    ['0.9.0', 'failed'],
    ['1.25.0-rc.1', 'ok'],
    ['2.0.0', 'ok'],
    ['a build of ours', 'ok'],
  ])('of Temporal, %s, is %s', (version, status) => {
    const finding = examineTemporalVersion(version, 'here');
    expect(finding.status).toBe(status);
    if (status === 'failed') expect(finding.mend).toContain('1.25 or later');
  });
});
