// README's story of five minutes, told by README itself: its files and its command lines are read out of it and run, on the
// whole product as `npm start` brings it up. Only the addresses that a reader puts in are ours.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClient, type FlowRun } from '../../src/client/index.js';
import { DevProcess, onFreePorts, PATIENCE } from '../dev/dev-process.js';
import { ownTemporal } from '../dev/own-temporal.js';
import { startReceiver } from '../serving/served-flows.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** `npx` as it works in a clone, less the seconds that it takes to find the program. */
const NPX = `npx() { shift; '${process.execPath}' --import '${import.meta.resolve('tsx')}' '${ROOT}src/cli/main.ts' "$@"; }`;
const SLACK_URL = 'https://hooks.slack.com/services/…';

let story: string;
let folder: string;
let apiUrl: string;
let dev: DevProcess;
let slack: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  story = /^## From an event to a person\n([^]*?)^## /m.exec(readme)?.[1] ?? '';
  folder = await mkdtemp(join(tmpdir(), 'sluice-readme-'));
  await symlink(join(ROOT, 'workflows'), join(folder, 'workflows'));
  slack = await startReceiver();
  const ports = await onFreePorts();
  apiUrl = ports.apiUrl;
  const environment = { ...(await ownTemporal()), SLUICE_ALLOW_PRIVATE_ADDRESSES: '127.0.0.1' };
  dev = new DevProcess(['--ephemeral', ...ports.args], environment);
  await dev.prints(/^Ready\./m);
}, 240_000);
afterAll(async () => {
  await dev.stop('SIGINT');
  await slack.close();
  await rm(folder, { recursive: true, force: true });
});

/** The YAML of the story that has a word in it. */
function yamlWith(word: string): string {
  const found = [...story.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, text = '']) => text);
  const text = found.find((each) => each.includes(word));
  if (text === undefined) throw new Error(`README's story has no YAML with '${word}'`);
  return text;
}

/** Runs the command line of the story that begins so, its placeholder replaced, and gives what it printed. */
async function tell(start: string, [placeholder, value]: readonly [string, string] = ['', '']): Promise<string> {
  const line = story.split('\n').find((each) => each.startsWith(`npx sluice ${start}`));
  if (!line?.includes(placeholder)) throw new Error(`README's story has no line 'npx sluice ${start}' so written`);
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, SLUICE_API_URL: apiUrl };
  return new Promise((resolve, reject) => {
    const command = `${NPX}\n${line.replace(placeholder, value)}`;
    execFile('bash', ['-c', command], { cwd: folder, env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${line}\n${stdout}${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

it('starts a deployment by an event, whose run pauses, tells a channel, is answered and completes', async () => {
  const client = createClient({ apiUrl });
  await writeFile(join(folder, 'sluice.yaml'), yamlWith('deployments:'));
  expect(await tell('deploy --all')).toContain("Deployment 'getShirtOrder/on-order' successfully created");
  const block = await tell('block create slack-webhook', [SLACK_URL, `${slack.url}/services/T0`]);
  const blockId = /\(([0-9a-f-]{36})\)/.exec(block)?.[1] ?? '';
  await writeFile(join(folder, 'tell.yaml'), yamlWith('send-notification').replace('BLOCK_ID', blockId));
  expect(await tell('automation create')).toContain("Created automation 'Tell who must answer'");

  await tell('event emit');
  const { id: deploymentId } = await client.deployments.read('getShirtOrder/on-order');
  const runOf = async (): Promise<FlowRun | undefined> => (await client.flowRuns.list({ deploymentId }))[0];
  await expect.poll(async () => (await runOf())?.state_name, PATIENCE).toBe('Paused');
  const run = (await runOf()) as FlowRun;
  await expect.poll(() => slack.calls.length, PATIENCE).toBe(1);
  const message = JSON.parse(slack.calls[0]?.body ?? '') as { attachments: { title: string; text: string }[] };
  const page = `${new URL(apiUrl).origin}/runs/flow-run/${run.id}`;
  expect(message.attachments).toMatchObject([
    { title: 'A shirt is ordered', text: `${run.name} waits for size and colour: ${page}` },
  ]);
  expect((await fetch(page, { headers: { accept: 'text/html' } })).status).toBe(200);

  expect(await tell('flow-run ls')).toMatch(new RegExp(`^${run.id} +getShirtOrder .* Paused`, 'm'));
  await tell('flow-run resume', ['ID', run.id]);
  expect(await client.flowRuns.result(run, { timeoutMs: PATIENCE.timeout })).toEqual({ size: 'large', color: 'green' });
  expect(await client.flowRuns.list({ deploymentId })).toMatchObject([{ id: run.id, state_name: 'Completed' }]);
  expect(slack.calls).toHaveLength(1);
}, 240_000);
