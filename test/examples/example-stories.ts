// The examples as stories: which flow is started with what, what is done to it, and what comes of it. The tests tell them
// on a real server, and the recorder of histories tells them again to keep their histories.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, vi } from 'vitest';
import { errorOf } from '../../src/contract/failures.js';
import type { OpenPause } from '../../src/domain/pauses.js';
import { resumeFlowRun } from '../../src/services/flow-runs/resume-flow-run.js';
import { readOpenPause } from '../../src/services/flow-runs/read-open-pause.js';
import type { ServedFlows } from '../serving/served-flows.js';

const WAIT = { timeout: 30_000, interval: 50 };

export interface Story {
  readonly name: string;
  /** Tells the story and checks what it promises; gives the id of the run whose history is worth keeping. */
  tell(served: ServedFlows): Promise<string>;
}

/** Resolves with the open pause of this key once the record shows it. */
export async function pausedIn(served: ServedFlows, id: string, key = '1'): Promise<OpenPause> {
  return vi.waitFor(async () => {
    const pause = await readOpenPause(served.context, id);
    expect(pause?.key).toBe(key);
    return pause as OpenPause;
  }, WAIT);
}

/** Resumes a run; gives the code and fields of a refusal. */
export async function resume(served: ServedFlows, id: string, run_input?: Record<string, unknown>) {
  try {
    await resumeFlowRun(served.context, id, { run_input });
    return { code: null, fields: [] };
  } catch (error) {
    const refusal = errorOf(error);
    if (!refusal) throw error;
    return { code: refusal.code, fields: refusal.fields };
  }
}

/** Resolves once a run is on record. */
export async function recorded(served: ServedFlows, id: string): Promise<void> {
  await vi.waitFor(async () => expect(await served.context.store.flowRuns.find(id)).toBeDefined(), WAIT);
}

export const STORIES: readonly Story[] = [
  {
    name: 'inspiringJoke pauses before the punchline',
    async tell(served) {
      const id = await served.start('inspiringJoke');
      const pause = await pausedIn(served, id);
      expect(Date.parse(pause.timeout_at ?? '') - Date.parse(pause.paused_at)).toBeCloseTo(600_000, -2);
      expect(await resume(served, id)).toMatchObject({ code: null });
      expect(await served.result(id)).toEqual([
        'a raft of ducks walk into a bar...',
        "it's a wonder none of them ducked!",
      ]);
      return id;
    },
  },
  {
    name: 'conditionalPause fails when nobody resumes it, and does not pause after a failed task',
    async tell(served) {
      const skipped = await served.run('conditionalPause', { fail: true });
      expect(skipped).toBe('skipped');
      const id = await served.start('conditionalPause', { timeoutSeconds: 0.3 });
      await expect(served.result(id)).rejects.toMatchObject({
        cause: { message: 'The flow was paused and never resumed.', type: 'pause-timeout' },
      });
      return id;
    },
  },
  {
    name: 'noblockPausing suspends and remembers the task that finished',
    async tell(served) {
      const id = await served.start('noblockPausing');
      expect(await pausedIn(served, id)).toMatchObject({ kind: 'suspended' });
      expect(await resume(served, id)).toMatchObject({ code: null });
      expect(await served.result(id)).toEqual([42, 42, 42, 42, 42]);
      // Five calls of the task in all: the first was not made again.
      expect((await served.taskRuns(id)).map(({ run_count }) => run_count)).toEqual([1, 1, 1, 1, 1]);
      return id;
    },
  },
  {
    name: 'greetUser asks for a string',
    async tell(served) {
      const id = await served.start('greetUser');
      expect((await pausedIn(served, id)).schema).toMatchObject({ properties: { value: { type: 'string' } } });
      expect(await resume(served, id, { value: 7 })).toMatchObject({
        code: 'run-input-invalid',
        fields: [{ path: 'value' }],
      });
      await resume(served, id, { value: 'Ada' });
      expect(await served.result(id)).toBe('Hello, Ada!');
      return id;
    },
  },
  {
    name: 'greetUserModel asks for a model',
    async tell(served) {
      const id = await served.start('greetUserModel');
      await pausedIn(served, id);
      expect(await resume(served, id, { name: 'Ada' })).toMatchObject({
        code: 'run-input-invalid',
        fields: [{ path: 'age' }],
      });
      await resume(served, id, { name: 'Ada', age: 36 });
      expect(await served.result(id)).toBe('Hello, Ada!');
      return id;
    },
  },
  {
    name: 'greetUserInitialData offers a default',
    async tell(served) {
      const id = await served.start('greetUserInitialData');
      const pause = await pausedIn(served, id);
      expect(pause).toMatchObject({ initial_data: { name: 'anonymous' }, schema: { required: ['age'] } });
      await resume(served, id, { age: 36 });
      expect(await served.result(id)).toBe('Hello, stranger!');
      return id;
    },
  },
  {
    name: 'greetUserDescription shows Markdown made at run time',
    async tell(served) {
      const id = await served.start('greetUserDescription');
      expect((await pausedIn(served, id)).description).toContain('**Welcome to the User Greeting Flow!**');
      await resume(served, id, { name: 'Ada', age: 36 });
      expect(await served.result(id)).toBe('Hello, Ada!');
      return id;
    },
  },
  {
    name: 'getShirtOrder stays paused until the order is in stock',
    async tell(served) {
      const id = await served.start('getShirtOrder');
      await pausedIn(served, id);
      expect(await resume(served, id, { size: 'small', color: 'green' })).toMatchObject({
        code: 'run-input-invalid',
        fields: [{ path: 'color', message: 'Green is only in-stock for medium, large, and XL sizes.' }],
      });
      await pausedIn(served, id);
      await resume(served, id, { size: 'large', color: 'green' });
      expect(await served.result(id)).toEqual({ size: 'large', color: 'green' });
      return id;
    },
  },
  {
    name: 'getShirtOrderLooping checks after the resume and pauses again',
    async tell(served) {
      const id = await served.start('getShirtOrderLooping');
      await pausedIn(served, id);
      expect(await resume(served, id, { size: 'small', color: 'green' })).toMatchObject({ code: null });
      await pausedIn(served, id, '2');
      await resume(served, id, { size: 'large', color: 'green' });
      expect(await served.result(id)).toEqual({ size: 'large', color: 'green' });
      return id;
    },
  },
  {
    name: 'buildNames fetches and cleans',
    async tell(served) {
      const name = { title: 'Ms', first: 'Ada', last: 'Lovelace' };
      const users = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ results: [{ name }] }));
      }).listen(0, '127.0.0.1');
      await once(users, 'listening');
      try {
        const url = `http://127.0.0.1:${(users.address() as AddressInfo).port}/api/`;
        const id = await served.start('buildNames', { num: 2, url });
        expect(await served.result(id)).toEqual([name, name]);
        return id;
      } finally {
        users.close();
      }
    },
  },
];
