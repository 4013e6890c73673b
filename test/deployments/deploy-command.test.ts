// `sluice deploy` as people type it, on a real API: a flow named on the command line, options over what a file says, and
// what is said when something is not as it should be.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type SluiceClient } from '../../src/client/index.js';
import { startTestServer, type TestServer } from '../api/server.js';
import { runCli, runCliHere } from '../cli/run-cli.js';

const flows = fileURLToPath(new URL('./flows.ts', import.meta.url));
const apiKey = 'test-key';

const WAIT = { timeout: 60_000, interval: 200 };

let server: TestServer;
let client: SluiceClient;
let folder: string;
beforeAll(async () => {
  server = await startTestServer({ apiKey });
  client = createClient({ apiUrl: `${server.url}/api`, apiKey });
  folder = await mkdtemp(join(tmpdir(), 'deploy-command-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await server.close();
});

const deploy = (...args: string[]) => runCliHere(['deploy', ...args, '--api-url', client.apiUrl, '--api-key', apiKey]);
const deployed = async (...args: string[]) => {
  const { code, stderr } = await deploy(...args, '--json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
};
const TWO = `deployments:
  - { name: first, entrypoint: '${flows}:double', shedules: [], pull: null }
  - { name: second, entrypoint: '${flows}:waits' }
`;
async function fileOf(text: string): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.yaml`);
  await writeFile(path, text);
  return path;
}

describe('a flow named on the command line', () => {
  it('becomes a deployment with its schema and what the options say', async () => {
    await client.workPools.create('typed');
    const settings = ['--description', 'by hand', '--version', '7', '--tag', 'a', '-t', 'b', '--param', 'n=3'];
    const place = ['--pool', 'typed', '--work-queue', 'urgent', '--job-variable', 'cpu=2'];
    const limit = ['--concurrency-limit', '2', '--collision-strategy', 'CANCEL_NEW', '--no-enforce-parameter-schema'];
    const times = ['--cron', '@daily', '--interval', '15 minutes', '--timezone', 'Europe/Berlin'];
    await deployed(`${flows}:double`, '-n', 'typed', ...settings, ...place, ...limit, ...times);
    const made = await client.deployments.read('double/typed');
    expect(made).toMatchObject({
      description: 'by hand',
      version: '7',
      tags: ['a', 'b'],
      parameters: { n: 3 },
      entrypoint: `${flows}:double`,
      work_pool_name: 'typed',
      work_queue_name: 'urgent',
      job_variables: { cpu: 2 },
      concurrency_limit: 2,
      concurrency_options: { collision_strategy: 'CANCEL_NEW' },
      enforce_parameter_schema: false,
      parameter_openapi_schema: { required: ['n'] },
    });
    expect(made.schedules.map(({ schedule }) => schedule)).toMatchObject([
      { interval: 900, timezone: 'Europe/Berlin' },
      { cron: '@daily', timezone: 'Europe/Berlin' },
    ]);
  });

  it('needs a name of its own, a module and a flow', async () => {
    const cases: [string[], string][] = [
      [[`${flows}:double`], `A deployment needs a name: sluice deploy ${flows}:double -n NAME.`],
      [[`${flows}:double`, '-n', 'a', '-n', 'b'], 'name it by one -n'],
      [[flows, '-n', 'a'], `Expected an entrypoint such as path/to/flows.ts:myFlow, got '${flows}'.`],
      [['nowhere.ts:double', '-n', 'a'], 'there is no file'],
      [[`${flows}:triple`, '-n', 'a'], "exports no flow 'triple'; the flows it exports: double"],
      [[`${flows}:double`, '-n', 'a', '--timezone', 'UTC'], '--timezone goes with --cron'],
      [[`${flows}:double`, '-n', 'a', '--collision-strategy', 'ENQUEUE'], 'goes with --concurrency-limit'],
      [[`${flows}:double`, '-n', 'a', '--interval', 'often'], 'Expected a span of time'],
    ];
    for (const [args, words] of cases) {
      const { code, stderr } = await deploy(...args);
      expect([args, code, stderr]).toEqual([args, 2, expect.stringContaining(words)]);
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });

  it('whose module cannot be loaded is named, with the reason', async () => {
    const broken = join(folder, 'broken.ts');
    await writeFile(broken, "throw new Error('no such planet');\n");
    const { code, stderr } = await deploy(`${broken}:double`, '-n', 'a');
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${broken} cannot be loaded: no such planet`)]);
  });

  it('takes the rest from the file that has a deployment of that name', async () => {
    const file = await fileOf(`deployments: [{ name: mixed, entrypoint: nowhere.ts:x, tags: [from-file] }]`);
    await deployed(`${flows}:double`, '-n', 'mixed', '--file', file, '--param', 'n=1');
    expect(await client.deployments.read('double/mixed')).toMatchObject({ tags: ['from-file'], parameters: { n: 1 } });
  });
});

describe('what was deployed', () => {
  it('is listed with its status and pool, its schedules with their next runs, its runs with when they start', async () => {
    await client.workPools.create('listed');
    await deployed(`${flows}:double`, '-n', 'listed', '--pool', 'listed', '--cron', '0 3 * * *', '--param', 'n=1');
    const sluice = (...args: string[]) => runCliHere([...args, '--api-url', client.apiUrl, '--api-key', apiKey]);
    expect((await sluice('deployment', 'ls')).stdout).toMatch(/^double\/listed +[0-9a-f-]{36} +not ready +listed$/m);
    const later = await sluice('deployment', 'run', 'double/listed', '--start-in', '49 hours', '--json');
    const { id } = JSON.parse(later.stdout) as { id: string };
    expect((await sluice('flow-run', 'ls')).stdout).toMatch(
      new RegExp(`^${id} +double +\\S+ +Scheduled +in 2 days$`, 'm'),
    );
    expect((await sluice('flow-run', 'inspect', id)).stdout).toMatch(
      /^flow +double\ndeployment +listed\nstate +Scheduled$/m,
    );
    const { id: deploymentId } = await client.deployments.read('double/listed');
    await expect.poll(() => client.flowRuns.list({ deploymentId }), WAIT).not.toHaveLength(1);
    expect((await sluice('deployment', 'schedule', 'ls', 'double/listed')).stdout).toMatch(
      /^ID +SCHEDULE +SLUG +ACTIVE +NEXT RUN\n[0-9a-f-]{36} +cron: 0 3 \* \* \* +yes +in \d+ (hour|minute|second)s?$/m,
    );
  });

  it('refuses a parameter that its flow does not have, and names those it has', async () => {
    await deployed(`${flows}:double`, '-n', 'strict', '--param', 'n=1');
    const run = ['deployment', 'run', 'double/strict', '--param', 'm=2'];
    const { code, stderr } = await runCliHere([...run, '--api-url', client.apiUrl, '--api-key', apiKey]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("has no parameter 'm': it has n.")]);
    const noted = await deploy(`${flows}:double`, '-n', 'strict', '--param', 'm=2');
    expect([noted.code, noted.stderr]).toEqual([0, expect.stringContaining("has no parameter 'm' (it has n)")]);
  });
});

describe('a file', () => {
  it('is changed by options for the one deployment that is chosen', async () => {
    const file = await fileOf(`
deployments:
  - { name: one, entrypoint: '${flows}:double', parameters: { n: 1 }, schedule: { cron: '0 3 * * *' }, tags: [a] }
  - { name: two, entrypoint: 'gone.ts:double' }
`);
    await deployed('--file', file, '-n', 'one', '--cron', '0 4 * * *', '--param', 'm=2');
    const made = await client.deployments.read('double/one');
    expect(made).toMatchObject({
      parameters: { n: 1, m: 2 },
      tags: ['a'],
      schedules: [{ schedule: { cron: '0 4 * * *' } }],
    });
    const several = await deploy('--file', await fileOf(TWO), '--all', '--tag', 'x');
    expect([several.code, several.stderr]).toEqual([2, expect.stringContaining('are for one deployment')]);
  });

  it('of the documentation is taken as it stands there', async () => {
    const page = await readFile(new URL('../../docs/deployments.md', import.meta.url), 'utf8');
    const [, text = ''] = /```yaml\n([^]*?)```/.exec(page) ?? [];
    const root = fileURLToPath(new URL('../../', import.meta.url));
    await client.variables.set('extra', { deep: true });
    await client.workPools.create('reports');
    const file = await fileOf(
      text.replace('{{ $NAMES_HOST }}', '{{ $HOME }}').replace('workflows/', `${root}workflows/`),
    );
    await deployed('--file', file);
    const made = await client.deployments.read('buildNames/nightly');
    expect(made).toMatchObject({ parameters: { num: 3, extra: { deep: true } }, work_queue_name: 'urgent' });
    expect(made.schedules).toHaveLength(3);
    expect(await client.automations.relatedTo(`prefect.deployment.${made.id}`)).toHaveLength(1);
  });

  it('keeps what Prefect and we say about schedules and limits', async () => {
    const file = await fileOf(`
prefect-version: 3.0.0
build: null
deployments:
  - name: full
    entrypoint: ${flows}:double
    version_type: prefect:simple
    sla: []
    tags: '{{ prefect.variables.deploy_tags }}'
    concurrency_limit: { limit: 1, collision_strategy: ENQUEUE, grace_period_seconds: 120 }
    schedules: [{ interval: PT1H, anchor_date: '2026-01-01T00:00:00+01:00', max_scheduled_runs: 4, catchup: 2 hours }]
`);
    await client.variables.set('deploy_tags', ['x', 'y']);
    await deployed('--file', file);
    expect(await client.deployments.read('double/full')).toMatchObject({
      tags: ['x', 'y'],
      concurrency_options: { collision_strategy: 'ENQUEUE', grace_period_seconds: 120 },
      schedules: [
        {
          schedule: { interval: 3600, anchor_date: '2025-12-31T23:00:00.000000Z' },
          max_scheduled_runs: 4,
          catchup_seconds: 7200,
        },
      ],
    });
  });

  it('is told by field, line or name what is wrong with it', async () => {
    const cases: [string, number, string][] = [
      ['deployments: [null]', 2, 'expected deployments[0] to be a deployment, found null'],
      ['deployments: {}', 2, "expected a list of 'deployments'"],
      ['deployments: [', 2, 'line 1'],
      ['deployments: [{ name: a, tags: 5 }]', 1, 'deployments[0].tags'],
      ['deployments: [{ name: a, entrypoint: x.ts:y, parameters: { k: "{{ $NOT_SET_ANYWHERE }}" } }]', 2, 'not set'],
      ['deployments: [{ name: a, parameters: { k: "{{ prefect.blocks.secret.key }}" } }]', 2, 'Secret.load()'],
      ['deployments: [{ name: a }]', 2, "The deployment 'a' needs an entrypoint"],
      [
        `deployments: [{ name: a, entrypoint: '${flows}:double', schedule: { cron: x, interval: 5 } }]`,
        2,
        'has one of',
      ],
      [`deployments: [{ name: a, entrypoint: '${flows}:double', work_pool: { name: none } }]`, 1, '"none" not found'],
    ];
    for (const [text, code, words] of cases) {
      const told = await deploy('--file', await fileOf(text));
      expect([text, told.code, told.stderr]).toEqual([text, code, expect.stringContaining(words)]);
    }
  });

  it('has fields that nobody knows named, and a deployment without a worker told', async () => {
    const { code, stdout, stderr } = await deploy('--file', await fileOf(TWO), '-n', 'first');
    expect([code, stderr]).toEqual([0, expect.stringContaining("'shedules' of the deployment 'first' is not known")]);
    expect(stdout).toContain('No worker serves it yet: sluice worker start');
  });

  it('is looked for in the folder, and asked for when there is none', async () => {
    const { code, stderr } = await runCli(['deploy', '--api-url', client.apiUrl, '--api-key', apiKey]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no sluice.yaml or prefect.yaml here')]);
  });
});
