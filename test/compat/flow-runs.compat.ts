// Flow runs, flows and logs from Prefect's command line and Python package.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPlatform, WAIT, type PlatformUnderTest } from './platform-under-test.js';

let platform: PlatformUnderTest;
beforeAll(async () => {
  platform = await connectPlatform();
});
afterAll(() => platform.prefect.close());

/** A run of an example that waits for a person, or, by another state, for whatever it waits for. */
async function startPaused(flow: string, stateName = 'Paused') {
  const { sluice } = platform;
  const run = await sluice.flowRuns.start(flow, {}, { name: `run-${randomUUID()}` });
  await expect.poll(async () => (await sluice.flowRuns.read(run.id)).state_name, WAIT).toBe(stateName);
  return run;
}

describe('prefect flow-run', () => {
  it('lists, inspects, cancels, watches and deletes a run', async () => {
    const { prefect, sluice } = platform;
    const { id, name } = await startPaused('inspiringJoke');
    const listed = (await prefect.json('flow-run', 'ls', '--flow-name', 'inspiringJoke')) as Record<string, unknown>[];
    expect(listed.map((run) => run.id)).toContain(id);
    expect(await prefect.json('flow-run', 'inspect', id)).toMatchObject({ id, name, state: { type: 'PAUSED' } });
    expect(await prefect.ok('flow-run', 'ls', '--state', 'Paused')).toContain(name);
    expect(await prefect.ok('flow-run', 'cancel', id)).toContain('was successfully scheduled for cancellation');
    await expect.poll(async () => (await sluice.flowRuns.read(id)).state_name, WAIT).toBe('Cancelled');
    const again = await prefect.cli('flow-run', 'cancel', id);
    expect(again.code).toBe(1);
    expect(again.output.replaceAll(/\s+/g, ' ')).toContain(`Flow run '${id}' was unable to be cancelled.`);
    expect(await prefect.cli('flow-run', 'watch', id)).toMatchObject({
      code: 1,
      output: expect.stringContaining("Flow run already finished in state 'Cancelled'.") as unknown,
    });
    expect(await prefect.ok('flow-run', 'delete', id)).toContain('Successfully deleted flow run');
    const gone = await prefect.cli('flow-run', 'cancel', id);
    expect(gone.code).toBe(1);
    expect(gone.output).toContain('not found!');
  });

  it('shows the log lines of a run', async () => {
    const { prefect, sluice } = platform;
    const { id } = await startPaused('greetUserModel');
    await sluice.flowRuns.resume(id, { runInput: { name: 'Grace', age: 40 } });
    await sluice.flowRuns.wait(id, { state: 'COMPLETED' });
    await expect.poll(() => prefect.ok('flow-run', 'logs', id), WAIT).toContain('Hello, Grace!');
    expect(await prefect.ok('flow-run', 'logs', id, '--tail', '-n', '1', '--reverse')).toContain('INFO');
  });
});

describe('prefect flow', () => {
  it('lists the flows', async () => {
    const flows = (await platform.prefect.json('flow', 'ls', '--limit', '50')) as { name: string }[];
    expect(flows.map(({ name }) => name)).toEqual(expect.arrayContaining(['inspiringJoke', 'greeter']));
  });
});

describe('Python', () => {
  it('reads a paused run, has a wrong answer refused, and resumes it with a right one', async () => {
    const { id } = await startPaused('greetUserModel');
    await platform.prefect.script('runs.py', id);
  });

  it('suspends runs from outside, a paused and a running one, resumes them, and sends one an input', async () => {
    const { prefect, sluice } = platform;
    const paused = await startPaused('inspiringJoke');
    const running = await startPaused('greeter', 'Running');
    await prefect.script('suspend.py', paused.id, running.id);
    await prefect.script('inputs.py', running.id, '__EXIT__');
    expect(await sluice.flowRuns.result(running.id)).toBe('Goodbye!');
    const names = (await sluice.flowRuns.states(running.id)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Running', 'Suspended', 'Completed']));
  });

  it('sends inputs of every kind to a flow of ours: a model, a number, a plain model, a list', async () => {
    const { id } = await platform.sluice.flowRuns.start('takesInputs', {});
    await platform.prefect.script('typed_inputs.py', id);
    expect(await platform.sluice.flowRuns.result(id)).toEqual({
      person: { name: 'Ada', age: 36 },
      number: 42,
      address: { street: 'Dorset Street', lines: ['1', 'London'] },
      words: ['a', 'b'],
    });
  });
});
