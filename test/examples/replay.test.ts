// Histories recorded from earlier versions replay on today's code; a changed flow is caught. A failure here means that runs
// under way at an upgrade would get stuck: use Temporal's patching, do not record anew.
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFlows } from '../../src/hosting/workflow-bundle.js';
import { SYSTEM_STORIES } from '../automations/system-stories.js';

const HISTORIES = fileURLToPath(new URL('../histories/', import.meta.url));
type Bundle = Awaited<ReturnType<typeof bundleFlows>>;
interface RecordedHistory {
  readonly events: {
    workflowExecutionStartedEventAttributes?: { workflowId?: string; workflowType?: { name?: string } };
  }[];
}

async function read(file: string): Promise<RecordedHistory> {
  return JSON.parse(await readFile(`${HISTORIES}${file}`, 'utf8')) as RecordedHistory;
}

function replay(workflowBundle: Bundle, history: RecordedHistory): Promise<void> {
  const started = history.events[0]?.workflowExecutionStartedEventAttributes;
  return Worker.runReplayHistory({ workflowBundle }, history, started?.workflowId);
}

async function historiesIn(folder: string): Promise<string[]> {
  return (await readdir(`${HISTORIES}${folder}`)).filter((file) => file.endsWith('.json')).map((file) => folder + file);
}

describe('recorded histories', async () => {
  const files = await historiesIn('');
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleFlows(fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)));
  });

  it('are there for every example', () => {
    expect(files.length).toBeGreaterThanOrEqual(12);
  });

  for (const file of files) {
    it(`${file} replays`, async () => {
      await replay(bundle, await read(file));
    });
  }

  it('do not replay on a flow that was changed incompatibly', async () => {
    const history = await read('inspiringJoke.json');
    const started = history.events[0]?.workflowExecutionStartedEventAttributes;
    // As if inspiringJoke had become the flow that asks before it does anything.
    if (started?.workflowType) started.workflowType.name = 'greetUser';
    await expect(replay(bundle, history)).rejects.toThrow(DeterminismViolationError);
  });
});

describe("recorded histories of the platform's own workflows", async () => {
  const files = await historiesIn('system/');
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleFlows(fileURLToPath(new URL('../../workflows/system.ts', import.meta.url)));
  });

  it('are there for every story', () => {
    expect(files).toEqual(SYSTEM_STORIES.map(({ name }) => `system/${name}.json`).toSorted());
  });

  for (const file of files) {
    it(`${file} replays`, async () => {
      await replay(bundle, await read(file));
    });
  }

  it('do not replay on an automation that was changed incompatibly', async () => {
    // One that continues as new every few events.
    const path = fileURLToPath(new URL('../automations/impatient-automation.ts', import.meta.url));
    const changed = replay(await bundleFlows(path), await read('system/automation-fires.json'));
    await expect(changed).rejects.toThrow(DeterminismViolationError);
  });
});
