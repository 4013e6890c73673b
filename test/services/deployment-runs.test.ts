// Runs of deployments from flow code, on the real server with the real engine: results, links, refusals, and that a pass
// that runs again starts nothing twice.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeploymentUpdate } from '../../src/domain/deployments.js';
import type { DeploymentRun } from '../../src/sdk/run-deployment.js';
import { createDeployment } from '../../src/services/deployments/manage-deployments.js';
import { readFlowRun } from '../../src/services/flow-runs/read-flow-run.js';
import { readFlowRunResult } from '../../src/services/flow-runs/read-flow-run-result.js';
import { resumeFlowRun } from '../../src/services/flow-runs/resume-flow-run.js';
import { suspendFlowRun } from '../../src/services/flow-runs/suspend-flow-run.js';
import { readFlowByName } from '../../src/services/flows/read-flow-by-name.js';
import { openServedContext, type ServedContext } from './served-context.js';

let served: ServedContext;
beforeAll(async () => {
  served = await openServedContext(fileURLToPath(new URL('./deployment-flows.ts', import.meta.url)));
});
afterAll(() => served.close());

/** A new deployment of a flow, as `flow/name`. */
async function deploy(flowName: string, rest: DeploymentUpdate = {}): Promise<{ path: string; id: string }> {
  const flow = await readFlowByName(served.context, flowName);
  const name = `d-${randomUUID()}`;
  const { deployment } = await createDeployment(served.context, { name, flow_id: flow.id, ...rest });
  return { path: `${flowName}/${name}`, id: deployment.id };
}

/** Runs the flow `runs` to its end. */
async function run(parameters: Record<string, unknown>): Promise<{ id: string; result: DeploymentRun }> {
  const { id } = await served.start('runs', { parameters });
  await served.reaches(id, 'Completed');
  return { id, result: (await readFlowRunResult(served.context, id)) as DeploymentRun };
}

/** The ids of a deployment's runs. */
async function runsOf(deploymentId: string): Promise<string[]> {
  const deployments = { operator: 'and_' as const, id: { any_: [deploymentId] } };
  const page = { limit: 10, offset: 0 };
  return (await served.context.store.flowRuns.list({ deployments }, 'ID_DESC', page)).map(({ flowRun }) => flowRun.id);
}
const count = async (deploymentId: string): Promise<number> => (await runsOf(deploymentId)).length;

describe('a run of a deployment from flow code', () => {
  it('gives what the flow returned, and is a child of its parent', async () => {
    const { path, id } = await deploy('double', { parameters: { n: 4 }, tags: ['d'] });
    const { result } = await run({ deployment: path, tags: ['c'] });
    expect(result).toMatchObject({ status: 'completed', result: 8 });
    const child = await readFlowRun(served.context, result.id);
    expect(child).toMatchObject({ name: result.name, deployment_id: id, tags: ['d', 'c'], parameters: { n: 4 } });
    const link = await served.context.store.taskRuns.find(child.parent_task_run_id as string);
    expect(link).toMatchObject({
      taskRun: {
        name: `${path}-0`,
        state_name: 'Completed',
        state: { state_details: { child_flow_run_id: result.id } },
      },
    });
  });

  it('is found by id, has the parameters over the deployment’s, and stands alone if asked to', async () => {
    const { id } = await deploy('double', { parameters: { n: 4 } });
    const { result } = await run({ deployment: id, parameters: { n: 5 }, asSubflow: false });
    expect(result).toMatchObject({ status: 'completed', result: 10 });
    expect(await readFlowRun(served.context, result.id)).toMatchObject({ parent_task_run_id: null });
  });

  it('is not waited for longer than asked, and not started before its time', async () => {
    const { path } = await deploy('waits');
    expect((await run({ deployment: path, timeout: '500ms', asSubflow: false })).result).toMatchObject({
      status: 'running',
    });
    const scheduledTime = new Date(Date.now() + 3_600_000).toISOString();
    const { result } = await run({ deployment: path, timeout: 0, scheduledTime });
    expect(result.status).toBe('running');
    expect(await readFlowRun(served.context, result.id)).toMatchObject({ state_name: 'Scheduled' });
  });

  it('is one run for one key', async () => {
    const { path, id } = await deploy('double', { parameters: { n: 1 } });
    const idempotencyKey = randomUUID();
    const [first, second] = [
      await run({ deployment: path, idempotencyKey }),
      await run({ deployment: path, idempotencyKey }),
    ];
    expect(second.result).toEqual(first.result);
    expect(await count(id)).toBe(1);
  });

  it('tells by its status that it failed', async () => {
    const { path } = await deploy('fails');
    const { result } = await run({ deployment: path });
    expect(result).toMatchObject({ status: 'failed', message: expect.stringContaining('it broke') as string });
  });

  it('fails its parent where it cannot exist: no such deployment, parameters that do not fit', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const { path, id } = await deploy('double', { parameter_openapi_schema: schema });
    for (const [parameters, message] of [
      [{ deployment: 'double/nowhere' }, 'Deployment not found'],
      [{ deployment: 'nonsense' }, "Expected a deployment as 'flow/name'"],
      [{ deployment: path, parameters: { n: 'x' } }, "'x' is not of type 'integer'"],
    ] as const) {
      const parent = await served.start('runs', { parameters });
      const failed = await served.reaches(parent.id, 'Failed');
      expect(failed.state?.message).toContain(message);
    }
    expect(await count(id)).toBe(0);
  });
});

describe('a pass that runs again', () => {
  it('has the end of a run from memory', async () => {
    const { path, id } = await deploy('double');
    const parent = await served.start('runsAcrossSuspension', { parameters: { deployment: path } });
    await served.reaches(parent.id, 'Suspended');
    await served.holdsNothing(parent.id);
    await resumeFlowRun(served.context, parent.id, {});
    await served.reaches(parent.id, 'Completed');
    expect(await readFlowRunResult(served.context, parent.id)).toMatchObject([
      { status: 'completed', result: 2 },
      { status: 'completed', result: 4 },
    ]);
    expect(await count(id)).toBe(2);
  });

  it('goes on waiting for a run that was started before', async () => {
    const { path, id } = await deploy('waits');
    const parent = await served.start('waitsAcrossSuspension', { parameters: { deployment: path } });
    await expect.poll(() => count(id), { timeout: 30_000 }).toBe(1);
    const [child] = await runsOf(id);
    await served.reaches(child as string, 'Paused');
    await suspendFlowRun(served.context, parent.id, {});
    await served.holdsNothing(parent.id);
    await resumeFlowRun(served.context, parent.id, {});
    await served.reaches(parent.id, 'Running');
    await resumeFlowRun(served.context, child as string, {});
    await served.reaches(parent.id, 'Completed');
    expect(await readFlowRunResult(served.context, parent.id)).toMatchObject({ id: child, status: 'completed' });
    expect(await count(id)).toBe(1);
  });
});
