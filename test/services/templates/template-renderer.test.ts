// Rendering in threads: the right answers come back, and a template that takes too long or too much takes only its own
// thread with it.
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { HydrationError } from '../../../src/domain/templates/hydrate.js';
import type { RenderJob } from '../../../src/services/templates/render-protocol.js';
import {
  createTemplateRenderer,
  TemplateFailure,
  type TemplateRenderer,
} from '../../../src/services/templates/template-renderer.js';
import { ThreadPool } from '../../../src/services/templates/thread-pool.js';

const open: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function renderer(options: Parameters<typeof createTemplateRenderer>[0] = {}): TemplateRenderer {
  const created = createTemplateRenderer({ now: () => 0, ...options });
  open.push(created);
  return created;
}

test('templates render in order, with an action context and plain variables', async () => {
  const context = {
    action: {
      automation: { name: 'A' },
      event: { event: 'e', resource: { 'prefect.resource.id': 'r.1', shop: 'eu' } },
    },
    variables: { extra: [1, 2] },
  };
  const texts = await renderer({ uiUrl: 'http://ui' }).render(
    [
      '{{ automation.name }}',
      '{{ event.resource.id }} {{ extra }}',
      'plain',
      '{% for k, v in event.resource %}{{ k }}={{ v }} {% endfor %}',
    ],
    context,
  );
  expect(texts).toEqual(['A', 'r.1 [1, 2]', 'plain', 'prefect.resource.id=r.1 shop=eu ']);
});

test('a failure says which template it was', async () => {
  const failure = renderer().render(['fine', '{{ nope() }}'], {});
  await expect(failure).rejects.toMatchObject({
    pythonType: 'UndefinedError',
    message: "'nope' is undefined",
    template: '{{ nope() }}',
  });
  await expect(failure).rejects.toBeInstanceOf(TemplateFailure);
});

test('parameters hydrate in the thread', async () => {
  const threads = renderer();
  const request = {
    parameters: { a: '{{ n + 1 }}', v: { __prefect_kind: 'workspace_variable', variable_name: 'x' } },
    context: { variables: { n: 1 } },
    workspaceVariables: { x: { y: 1 } },
  };
  await expect(threads.hydrate({ ...request, upgrade: true })).resolves.toEqual({ a: 2, v: { y: 1 } });
  await expect(threads.hydrate(request)).resolves.toEqual({ a: '{{ n + 1 }}', v: { y: 1 } });
  await expect(threads.hydrate({ ...request, workspaceVariables: {} })).rejects.toBeInstanceOf(HydrationError);
});

test('many renderings share few threads', async () => {
  const threads = renderer({ poolSize: 2 });
  const texts = await Promise.all(
    Array.from({ length: 200 }, (_, index) => threads.render(['{{ n * 2 }}'], { variables: { n: index } })),
  );
  expect(texts.map(([text]) => Number(text))).toEqual(Array.from({ length: 200 }, (_, index) => index * 2));
});

test('the interpreter ends a greedy template itself, and the thread goes on', async () => {
  const threads = renderer({ poolSize: 1 });
  const greedy = `{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}`;
  await expect(threads.render([greedy], {})).rejects.toMatchObject({ kind: 'limit', template: greedy });
  await expect(threads.render(['{{ 1 }}'], {})).resolves.toEqual(['1']);
});

const job: RenderJob = { type: 'render', templates: [], context: {}, nowMs: 0, uiUrl: undefined, seed: 0 };

/** A pool over threads that do with a job what `onJob` (source text) says. */
function poolOf(
  onJob: string,
  options: { size?: number; timeLimitMs?: number; maxWaiting?: number; memoryLimitMb?: number } = {},
) {
  let started = 0;
  const { size = 1, timeLimitMs = 500, maxWaiting = 100, memoryLimitMb = 32 } = options;
  const source = `
    const { parentPort, workerData } = require('node:worker_threads');
    const done = (text) => parentPort.postMessage({ type: 'done', result: { type: 'rendered', texts: [text] } });
    parentPort.on('message', () => { ${onJob} });
    parentPort.postMessage({ type: 'ready' });`;
  const pool = new ThreadPool({
    size,
    timeLimitMs,
    maxWaiting,
    startThread: () =>
      new Worker(source, {
        eval: true,
        workerData: started++,
        resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
      }),
  });
  open.push(pool);
  return { pool, started: () => started };
}

test('a thread that overruns its time is ended, and a new one takes the next job', async () => {
  const { pool, started } = poolOf('if (workerData === 0) for (;;); else done("second");');
  await expect(pool.run(job)).rejects.toMatchObject({
    kind: 'limit',
    message: 'The template took longer than 500 ms.',
  });
  await expect(pool.run(job)).resolves.toEqual({ type: 'rendered', texts: ['second'] });
  expect(started()).toBe(2);
});

test('a thread that overruns its memory is ended, and the process lives', async () => {
  const { pool } = poolOf('const all = []; for (;;) all.push(new Array(1000).fill(all.length));', {
    timeLimitMs: 30_000,
  });
  await expect(pool.run(job)).rejects.toMatchObject({
    kind: 'limit',
    message: 'The template needed more memory than it may use.',
  });
});

test('a thread that ends on its own refuses its job', async () => {
  const { pool } = poolOf('process.exit(0);');
  await expect(pool.run(job)).rejects.toMatchObject({ code: 'internal-error' });
});

test('too many waiting jobs are refused, and closing refuses the rest', async () => {
  const { pool } = poolOf('', { maxWaiting: 2, timeLimitMs: 60_000 });
  const waiting = [pool.run(job), pool.run(job)].map((each) => each.catch((error: unknown) => error));
  await expect(pool.run(job)).rejects.toMatchObject({ code: 'too-many-requests' });
  await pool.close();
  for (const each of waiting) expect(await each).toMatchObject({ code: 'internal-error' });
  await expect(pool.run(job)).rejects.toMatchObject({ code: 'internal-error' });
});

test('a thread that cannot start refuses what waits instead of being started for ever', async () => {
  let started = 0;
  const pool = new ThreadPool({
    size: 1,
    timeLimitMs: 500,
    maxWaiting: 10,
    startThread: () => {
      started += 1;
      return new Worker('throw new Error("no loader")', { eval: true });
    },
  });
  open.push(pool);
  await expect(Promise.allSettled([pool.run(job), pool.run(job)])).resolves.toMatchObject([
    { reason: { message: 'no loader' } },
    { status: 'rejected' },
  ]);
  expect(started).toBe(1);
});
