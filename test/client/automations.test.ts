// Automations and deployments through the client, against a real API with a real worker; and the types of the builders,
// which the compiler checks (npm run types).
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  Automation,
  CallWebhook,
  CancelFlowRun,
  ChangeFlowRunState,
  CompoundTrigger,
  createClient,
  DeleteFlowRun,
  DoNothing,
  EventTrigger,
  isSluiceError,
  MetricTrigger,
  PauseAutomation,
  PauseDeployment,
  PauseWorkPool,
  PauseWorkQueue,
  ResumeAutomation,
  ResumeDeployment,
  ResumeFlowRun,
  ResumeWorkPool,
  ResumeWorkQueue,
  RunDeployment,
  SendNotification,
  SequenceTrigger,
  SuspendFlowRun,
  type SluiceClient,
} from '../../src/client/index.js';
import { startTestPlatform, type TestPlatform } from './test-platform.js';

let platform: TestPlatform;
let client: SluiceClient;
beforeAll(async () => {
  platform = await startTestPlatform('client-automations');
  client = createClient({ apiUrl: platform.apiUrl, apiKey: platform.apiKey });
});
afterAll(() => platform.close());

const codeOf = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => (isSluiceError(error) ? error.code : String(error)),
  );

const woodchonk = (name: string): Automation =>
  new Automation(
    {
      name,
      trigger: EventTrigger({
        expect: new Set(['animal.walked']),
        match: { genus: 'Marmota', species: 'monax' },
        threshold: 3,
        within: '10 minutes',
      }),
      actions: [CancelFlowRun()],
    },
    client,
  );

describe('an automation as an object', () => {
  it('is created, read by id and by name, changed, switched and deleted', async () => {
    const name = `woodchonk-${randomUUID()}`;
    const automation = await woodchonk(name).create();
    expect(automation).toMatchObject({ name, enabled: true, trigger: { within: 600, threshold: 3 } });
    const id = automation.id as string;
    expect(await codeOf(automation.create())).toBe('conflict');

    for (const read of [await Automation.read({ id }, client), await Automation.read({ name }, client)]) {
      expect(read).toMatchObject({ id, name, actions: [{ type: 'cancel-flow-run' }], description: '' });
    }
    await automation.update({ description: 'walks', actions: [SuspendFlowRun(), DoNothing()] });
    expect(await client.automations.read({ id })).toMatchObject({
      description: 'walks',
      actions: [{ type: 'suspend-flow-run' }, { type: 'do-nothing' }],
    });
    expect(await automation.disable()).toBe(true);
    expect((await Automation.read({ id }, client)).enabled).toBe(false);
    expect(await automation.enable()).toBe(true);
    expect(await automation.delete()).toBe(true);
    expect([await automation.delete(), await automation.enable(), await automation.disable()]).toEqual([
      false,
      false,
      false,
    ]);
    expect(await codeOf(Automation.read({ id }, client))).toBe('not-found');
    expect(await codeOf(Automation.read({ name }, client))).toBe('not-found');
    expect(await codeOf(Automation.read({} as never, client))).toBe('definition-invalid');
  });

  it('says what the server refuses, by its field', async () => {
    const automation = new Automation(
      { name: 'x', trigger: EventTrigger({ posture: 'Proactive', within: 1 }), actions: [] },
      client,
    );
    await expect(automation.create()).rejects.toMatchObject({
      code: 'request-invalid',
      fields: [{ path: 'trigger.within', message: expect.stringContaining('at least 10 seconds') as string }],
    });
    expect(await codeOf(automation.update())).toBe('definition-invalid');
  });

  it('takes every builder of a trigger and an action', async () => {
    const id = randomUUID();
    const [first, second] = [
      EventTrigger({ expect: ['a'], matchNot: { color: ['red', 'blue'] }, matchRelatedNot: [{ role: 'tag' }] }),
      EventTrigger({ expect: ['b'], after: ['a'], within: 60 }),
    ];
    const triggers = [
      CompoundTrigger({ triggers: [first, second], require: 1, within: '1 hour', forEach: ['prefect.resource.id'] }),
      SequenceTrigger({ triggers: [first, CompoundTrigger({ triggers: [second] })] }),
      MetricTrigger({ metric: { name: 'successes', operator: '<', threshold: 0.9, range: '10 minutes' } }),
    ];
    const actions = [
      RunDeployment({ deploymentId: id, parameters: { user: '{{ event.resource.id }}' }, scheduleAfter: '1 minute' }),
      RunDeployment({ source: 'inferred' }),
      PauseDeployment({ deploymentId: id }),
      ResumeDeployment({ source: 'inferred' }),
      PauseWorkPool({ source: 'inferred' }),
      ResumeWorkPool({ workPoolId: id }),
      PauseWorkQueue({ workQueueId: id }),
      ResumeWorkQueue({ source: 'inferred' }),
      PauseAutomation({ automationId: id }),
      ResumeAutomation({ source: 'inferred' }),
      CancelFlowRun(),
      SuspendFlowRun(),
      ResumeFlowRun(),
      DeleteFlowRun(),
      DoNothing(),
      ChangeFlowRunState({ state: 'CRASHED', message: 'gone' }),
      SendNotification({ blockDocumentId: id, body: '{{ flow_run.name }}' }),
      CallWebhook({ blockDocumentId: id, payload: { run: '{{ flow_run.id }}' } }),
    ];
    for (const trigger of triggers) {
      const automation = await new Automation(
        { name: `b-${randomUUID()}`, trigger, actions, enabled: false },
        client,
      ).create();
      expect(automation.actions.map(({ type }) => type)).toEqual(actions.map(({ type }) => type));
      expect(automation.actions[0]).toMatchObject({ schedule_after: 60, source: 'selected', deployment_id: id });
      expect(automation.trigger.type).toBe(trigger.type);
      if ('triggers' in trigger) expect(automation.trigger).toMatchObject({ triggers: trigger.triggers });
      await automation.delete();
    }
  });
});

describe('what automations would do and did', () => {
  it('simulates a draft and a stored one, lists, and finds what belongs to a resource', async () => {
    const walk = (second: number) => ({
      occurred: `2026-01-01T00:00:0${second}Z`,
      event: 'animal.walked',
      resource: { 'prefect.resource.id': 'animal.1', genus: 'Marmota', species: 'monax' },
    });
    const name = `simulated-${randomUUID()}`;
    const draft = woodchonk(name);
    const events = [walk(1), walk(2), walk(3)];
    expect((await client.automations.simulate(draft, { events })).firings).toMatchObject([{ step: 2 }]);
    const owner = `prefect.deployment.${randomUUID()}`;
    const created = await client.automations.create({
      name,
      trigger: draft.trigger,
      actions: [],
      enabled: false,
      tags: ['t'],
      owner_resource: owner,
    });
    expect((await client.automations.simulate(created.id, { events: events.slice(1) })).firings).toEqual([]);
    expect(await client.automations.list({ name, tags: ['t'] })).toEqual([created]);
    expect(await client.automations.relatedTo(owner)).toEqual([created]);
    expect(await client.automations.firings(created.id, { limit: 5 })).toEqual([]);
    expect(await client.automations.explain(created.id)).toMatchObject({ automation_id: created.id, enabled: false });
    expect(await codeOf(client.automations.redrive(created.id, randomUUID()))).toBe('not-found');
  });
});

describe('a deployment', () => {
  it('runs its flow with merged parameters, and the caller waits for the end or does not', async () => {
    const flow = await client.flows.read({ name: 'buildNames' });
    const name = `nightly-${randomUUID()}`;
    const deployment = await client.deployments.create({ name, flow_id: flow.id, parameters: { num: 2 }, tags: ['d'] });
    const path = `buildNames/${name}`;
    expect(await client.deployments.read(path)).toEqual(deployment);
    expect(await client.deployments.read(deployment)).toEqual(deployment);
    expect(await client.deployments.list({ flowName: 'buildNames', name })).toEqual([deployment]);

    const ended = await client.runDeployment(path, { parameters: { num: 0 }, tags: ['c'], timeout: '30s' });
    expect(ended).toMatchObject({
      state_type: 'COMPLETED',
      parameters: { num: 0 },
      tags: ['d', 'c'],
      deployment_id: deployment.id,
    });
    const idempotencyKey = randomUUID();
    const scheduledTime = new Date(Date.now() + 3_600_000);
    const options = { parameters: { num: 1 }, timeout: 0, idempotencyKey, scheduledTime };
    const started = await client.runDeployment(deployment, options);
    expect(started).toMatchObject({ state_type: 'SCHEDULED', parameters: { num: 1 } });
    expect((await client.runDeployment(deployment.id, options)).id).toBe(started.id);
    await client.flowRuns.cancel(started);

    await client.deployments.pause(path);
    await client.deployments.update(path, { description: 'd' });
    expect(await client.deployments.read(path)).toMatchObject({ paused: true, description: 'd' });
    await client.deployments.resume(path);
    await client.deployments.delete(path);
    expect(await codeOf(client.runDeployment(path))).toBe('not-found');
    expect(await codeOf(client.runDeployment('no-slash'))).toBe('not-found');
  });
});

describe('types', () => {
  it('refuse nonsense', () => {
    const wrong = () => [
      // @ts-expect-error a selected target needs its id
      RunDeployment({ parameters: {} }),
      // @ts-expect-error a selected target needs its id
      PauseDeployment({ source: 'selected' }),
      // @ts-expect-error an inferred target has no id
      PauseDeployment({ source: 'inferred', deploymentId: 'id' }),
      // @ts-expect-error the id of another kind
      PauseWorkPool({ deploymentId: 'id' }),
      // @ts-expect-error there is no such posture
      EventTrigger({ posture: 'Lazy' }),
      // @ts-expect-error names are a list
      EventTrigger({ expect: 'animal.walked' }),
      // @ts-expect-error there is no such figure
      MetricTrigger({ metric: { name: 'luck', operator: '<', threshold: 1 } }),
      // @ts-expect-error a message has a body
      SendNotification({ blockDocumentId: 'id' }),
      // @ts-expect-error there is no such state
      ChangeFlowRunState({ state: 'HAPPY' }),
      // @ts-expect-error an automation has actions
      new Automation({ name: 'x', trigger: EventTrigger({}) }),
      // @ts-expect-error by one of them
      Automation.read({ id: 'a', name: 'b' }),
    ];
    expectTypeOf(wrong).toBeFunction();
    expectTypeOf(woodchonk).returns.toHaveProperty('id');
  });
});
