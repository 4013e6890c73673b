// Deploying on a real API: from code, and from a file by the command line.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { deploy } from '../../src/worker.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { runCliHere } from '../cli/run-cli.js';
import { waits } from './flows.js';

const workflowsPath = fileURLToPath(new URL('./flows.ts', import.meta.url));
const apiKey = 'test-key';

let server: TestServer;
let client: SluiceClient;
let folder: string;
beforeAll(async () => {
  server = await startTestServer({ apiKey });
  client = createClient({ apiUrl: `${server.url}/api`, apiKey });
  folder = await mkdtemp(join(tmpdir(), 'deploy-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server.close();
});

const owned = async (id: string) => client.automations.relatedTo(`prefect.deployment.${id}`);
const sluice = (...args: string[]) => runCliHere([...args, '--api-url', client.apiUrl, '--api-key', apiKey]);

describe('from code', () => {
  it('deploys into a work pool, and refuses a flow that the module does not export', async () => {
    const options = { workflowsPath, apiUrl: client.apiUrl, apiKey, print: () => undefined };
    const pooled = waits.toDeployment({ name: 'pooled', workPoolName: 'nowhere' });
    await expect(deploy(pooled, options)).rejects.toThrow('Work pool "nowhere" not found.');
    await server.post('/api/work_pools/', { name: 'nowhere' }, { authorization: `Bearer ${apiKey}` });
    const [made] = await deploy(pooled, options);
    expect(made).toMatchObject({ name: 'waits/pooled', deployment: { work_pool_name: 'nowhere' } });
    const direct = await waits.deploy({ name: 'direct', tags: ['t'], ...options });
    expect(direct).toMatchObject({ id: (await client.deployments.read('waits/direct')).id, tags: ['t'] });
    const again = await waits.deploy({ name: 'direct', version: '2', ...options });
    expect(again).toMatchObject({ id: direct.id, tags: [], version: '2' });
    const stranger = { ...waits.toDeployment({ name: 'x' }), flow: { ...waits.definition } };
    await expect(deploy(stranger, options)).rejects.toThrow("The flow of the deployment 'x' is not exported");
  });
});

describe('from a file', () => {
  const FILE = `
name: a-project
pull:
  - prefect.deployments.steps.set_working_directory: { directory: /src }
deployments:
  - name: nightly
    entrypoint: ${workflowsPath}:double
    tags: [a, b]
    parameters: { n: 3, settings: "{{ prefect.variables.deploy_settings }}", who: "for {{ $HOME }}" }
    concurrency_limit: { limit: 2, collision_strategy: CANCEL_NEW }
    schedules:
      - { cron: "0 3 * * *", timezone: Europe/Berlin, slug: night }
      - { interval: "01:00:00", slug: hour, active: false }
    triggers:
      - type: event
        enabled: true
        match: { prefect.resource.id: my.external.resource }
        expect: [external.resource.pinged]
        parameters: { param_1: "{{ event }}" }
      - type: compound
        require: all
        triggers:
          - { type: event, match: { prefect.resource.id: one }, expect: [a] }
          - { type: event, match: { prefect.resource.id: two }, expect: [b] }
      - { type: sequence, triggers: [{ expect: [a] }, { expect: [b] }] }
      - { posture: Metric, metric: { name: successes, operator: "<", threshold: 0.5 } }
  - name: in-python
    entrypoint: flows.py:build_names
    schedule: null
`;
  let path: string;
  beforeAll(async () => {
    path = join(folder, 'sluice.yaml');
    await writeFile(path, FILE);
    await client.variables.set('deploy_settings', { deep: [1, 2] });
  });

  it('makes what the file says: parameters native, schedules, limit, triggers of every kind', async () => {
    const { code, stdout, stderr } = await sluice('deploy', '--file', path, '-n', 'night*');
    expect([code, stderr]).toEqual([0, expect.stringContaining("has no parameter 'settings' (it has n)")]);
    const made = await client.deployments.read('double/nightly');
    expect(stdout).toContain(`Deployment 'double/nightly' successfully created with id '${made.id}'.`);
    expect(made).toMatchObject({
      tags: ['a', 'b'],
      parameters: { n: 3, settings: { deep: [1, 2] }, who: `for ${process.env.HOME}` },
      concurrency_limit: 2,
      global_concurrency_limit: { limit: 2, active_slots: 0 },
      concurrency_options: { collision_strategy: 'CANCEL_NEW' },
      parameter_openapi_schema: { required: ['n'] },
    });
    expect(made.schedules.map(({ slug, active, schedule }) => [slug, active, schedule])).toMatchObject([
      ['hour', false, { interval: 3600 }],
      ['night', true, { cron: '0 3 * * *', timezone: 'Europe/Berlin' }],
    ]);
    const automations = await owned(made.id);
    expect(automations.map(({ trigger }) => trigger.type).sort()).toEqual(['compound', 'event', 'metric', 'sequence']);
    expect(automations.find(({ trigger }) => trigger.type === 'event')?.actions).toMatchObject([
      { parameters: { param_1: '{{ event }}' } },
    ]);
  });

  it('replaces the triggers on every deploy, by those of the command line where there are some', async () => {
    const triggers = join(folder, 'triggers.yaml');
    await writeFile(
      triggers,
      'triggers:\n  - { match: { prefect.resource.id: a }, expect: [x] }\n  - { expect: [y] }\n',
    );
    const { id } = await client.deployments.read('double/nightly');
    const before = await client.deployments.schedules.list({ id });
    const given = ['--trigger', triggers, '--trigger', JSON.stringify({ enabled: false, expect: ['z'] })];
    expect((await sluice('deploy', '--file', path, '-n', 'double/nightly', ...given)).code).toBe(0);
    const expected = (await owned(id)).map(({ trigger, enabled }) => [
      (trigger as { expect: string[] }).expect,
      enabled,
    ]);
    expect(expected.sort()).toEqual([
      [['x'], true],
      [['y'], true],
      [['z'], false],
    ]);
    expect((await client.deployments.schedules.list({ id })).map((one) => one.id)).toEqual(before.map((one) => one.id));
    expect((await sluice('deployment', 'delete', 'double/nightly')).code).toBe(0);
    expect(await owned(id)).toEqual([]);
  });

  it('says what is wrong, and then sends nothing', async () => {
    const several = await sluice('deploy', '--file', path);
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining('choose by -n')]);
    const none = await sluice('deploy', '--file', path, '-n', 'nothing');
    expect(none.stderr).toContain("'nightly', 'in-python'");
    const wrong = await sluice('deploy', '--file', path, '-n', 'in-python', '--trigger', '{"posture": "Sideways"}');
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('triggers[0].posture')]);
    expect(await client.deployments.list({ name: 'in-python' })).toEqual([]);
  });

  it('is scheduled, paused and resumed from the command line', async () => {
    expect((await sluice('deploy', '--file', path, '--all')).code).toBe(0);
    const name = 'build-names/in-python';
    const schedule = (...args: string[]) => sluice('deployment', 'schedule', ...args);
    const created = await schedule('create', name, '--interval', '15 minutes', '--slug', 'quarter', '--jitter', '10');
    expect([created.code, created.stdout]).toEqual([0, expect.stringContaining('Created schedule')]);
    expect((await schedule('pause', name, 'quarter')).stdout).toContain('(interval: 900 s)');
    expect((await schedule('ls', name)).stdout).toMatch(/interval: 900 s\s+quarter\s+no/);
    expect((await schedule('resume', name, '--all')).code).toBe(0);
    expect(await client.deployments.schedules.list(name)).toMatchObject([{ active: true, jitter_seconds: 10 }]);
    const unclear = await schedule('create', name, '--cron', '* * * * *', '--interval', '5');
    expect([unclear.code, unclear.stderr]).toEqual([2, expect.stringContaining('one of --cron')]);
    const refused = await schedule('create', name, '--cron', 'bad');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--cron must have five fields')]);
    expect((await schedule('delete', name, 'quarter')).code).toBe(0);
    expect(await client.deployments.schedules.list(name)).toEqual([]);
    expect((await sluice('deployment', 'pause', name)).stdout).toContain(`Paused deployment '${name}'.`);
    expect((await client.deployments.read(name)).paused).toBe(true);
    expect((await sluice('deployment', 'resume', name)).code).toBe(0);
  });
});
