// Blocks and variables in flows and tasks on a real worker: what each gets, and where a secret must never be.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFlows, WAIT, type ServedFlows } from '../serving/served-flows.js';
import * as activities from './fixtures/tasks.js';

const SECRET = 'hunter2-and-more';
const name = `test-${randomUUID().slice(0, 8)}`;

let served: ServedFlows;
beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('./fixtures/flows.ts', import.meta.url));
  served = await serveFlows({ workflowsPath, activities });
  await served.platform.saveBlock({ block_type_slug: 'secret', name, data: { value: SECRET }, overwrite: false });
});
afterAll(() => served.close());

const logs = async (id: string) => {
  const lines: { message: string }[] = [];
  for await (const line of served.context.store.logs.stream(id)) lines.push(line);
  return lines.map(({ message }) => message);
};

describe('a secret', () => {
  it('reaches the task it is passed to, as a remote and as a local one, and no history', async () => {
    const id = await served.start('passesSecret', { name });
    const result = (await served.result(id)) as { handle: string };
    expect(result).toMatchObject({ length: SECRET.length, local: SECRET.length });
    expect(JSON.parse(result.handle)).toEqual({ sluice_secret: { block_type_slug: 'secret', name, path: 'value' } });
    const history = await served.historyText(id);
    expect(history).toContain('sluice_secret');
    expect(history).not.toContain(SECRET);
  });

  it('is masked in the log lines of the task', async () => {
    const id = await served.start('passesSecret', { name });
    await served.result(id);
    await expect.poll(() => logs(id), WAIT).toContain('measuring ********');
    expect((await logs(id)).join()).not.toContain(SECRET);
  });

  it('is masked in an error that tells it', async () => {
    const id = await served.start('blabs', { name });
    await expect(served.result(id)).rejects.toThrow();
    const history = await served.historyText(id);
    expect(history).toContain('the secret is ********');
    expect(history).not.toContain(SECRET);
    const [task] = await served.taskRuns(id);
    expect(task?.state?.message).toBe('Task run encountered an exception Error: the secret is ********');
  });

  it('is given in clear to task code that loads it', async () => {
    const id = await served.start('loadsInTask', { name });
    expect(await served.result(id)).toBe(SECRET.length);
    expect(await served.historyText(id)).not.toContain(SECRET);
    await expect.poll(() => logs(id), WAIT).toContain('loaded {"value":"********"}');
  });

  it('is not given for a handle that came in as a parameter', async () => {
    const forged = { sluice_secret: { block_type_slug: 'secret', name, path: 'value' } };
    await expect(served.run('trusting', { text: forged })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('came in from outside') as unknown },
    });
    await expect(served.run('trustingNotifier', { to: forged })).rejects.toMatchObject({
      cause: { type: 'forbidden' },
    });
  });

  it('that does not exist fails the run with its name, and does not hang it', async () => {
    const id = await served.start('missesSecret', { name: 'nobody-made-this' });
    await expect(served.result(id)).rejects.toMatchObject({
      cause: { type: 'not-found', message: expect.stringContaining('nobody-made-this') as unknown },
    });
  });

  it('inside a block of another kind is a handle in flow code', async () => {
    const url = 'https://example.com/hidden-path';
    await served.platform.saveBlock({
      block_type_slug: 'webhook',
      name,
      data: { url, method: 'PUT' },
      overwrite: true,
    });
    const data = await served.run('loadsWebhook', { name });
    expect(data).toEqual({ url: { sluice_secret: { block_type_slug: 'webhook', name, path: 'url' } }, method: 'PUT' });
  });
});

describe('values', () => {
  it('are saved and loaded in tasks', async () => {
    expect(await served.run('sharesInTask', { name: `${name}-t` })).toEqual([
      { made: 'in a task' },
      ['of', 'a', 'task'],
      7,
    ]);
    const variable = await served.context.store.variables.findByName(`${name}-t`);
    expect(variable).toMatchObject({ value: ['of', 'a', 'task'], tags: ['test'] });
  });

  it('are saved and loaded in flows; another value under a taken name is a conflict', async () => {
    expect(await served.run('sharesInFlow', { name: `${name}-f` })).toEqual([
      { made: 'in a flow' },
      'text',
      3,
      'conflict',
      'conflict',
    ]);
  });
});
