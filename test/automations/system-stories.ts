// The platform's own workflows as stories: what an automation, a firing and a scheduled run go through. The test tells them on
// a real server, and the recorder of histories tells them again to keep their histories.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { DEFINE_SIGNAL, EVENTS_SIGNAL, STOP_SIGNAL } from '../../src/contract/automations.js';
import { temporalScheduleId } from '../../src/contract/schedules.js';
import { automationUpdateSchema } from '../../src/domain/automations/automation.js';
import { eventSchema } from '../../src/domain/events/event.js';
import { parseInstantUs } from '../../src/domain/instants.js';
import { deploymentScheduleUpdateSchema } from '../../src/domain/schedules/schedule.js';
import {
  deleteAutomation,
  patchAutomation,
  updateAutomation,
} from '../../src/services/automations/manage-automations.js';
import { createDeployment, setDeploymentPaused } from '../../src/services/deployments/manage-deployments.js';
import { readFlowByName } from '../../src/services/flows/read-flow-by-name.js';
import { ago, parse, thing } from './evaluator.js';
import { blockOf, WAIT, type SeedPlatform } from './seed-platform.js';

export interface SystemStory {
  /** Also the name of the kept history. */
  readonly name: string;
  readonly what: string;
  /** Tells the story; gives the id of the workflow it is about, which has ended. */
  tell(platform: SeedPlatform): Promise<string>;
}

const nothing = [{ type: 'do-nothing' as const }];

async function ended({ temporal }: SeedPlatform, workflowId: string): Promise<string> {
  const status = async () => (await temporal.client.workflow.getHandle(workflowId).describe()).status.name;
  await expect.poll(status, WAIT).not.toBe('RUNNING');
  return workflowId;
}

export const SYSTEM_STORIES: readonly SystemStory[] = [
  {
    name: 'automation-fires',
    what: 'an automation fires, is edited, fires again and is deleted',
    async tell(platform) {
      const name = `fires-${randomUUID()}`;
      const trigger = { type: 'event' as const, posture: 'Reactive' as const, expect: [name], for_each: ['user'] };
      const document = { name, trigger: { ...trigger, threshold: 2, within: 60 }, actions: nothing };
      const { id } = await platform.create(document);
      const of = (user: string) => ({ event: name, resource: { ...thing('shop'), user } });
      await platform.emit(of('ann'), of('bob'), of('ann'));
      await platform.fired(id, 1);
      const edited = { ...document, trigger: { ...document.trigger, threshold: 1 } };
      await updateAutomation(platform.context, id, automationUpdateSchema.parse(edited));
      await platform.emit(of('bob'));
      await platform.fired(id, 2);
      await deleteAutomation(platform.context, id);
      return ended(platform, `automation-${id}`);
    },
  },
  {
    name: 'automation-notices-silence',
    what: 'an automation notices that a run did not end, and asks again before it acts',
    async tell(platform) {
      const trigger = {
        ...{ type: 'event' as const, posture: 'Proactive' as const, for_each: ['prefect.resource.id'], within: 10 },
        ...{ after: ['prefect.flow-run.Running'], expect: ['prefect.flow-run.Completed'] },
      };
      const { id } = await platform.create({ name: 'silence', trigger, actions: [] });
      const running = (run: string) => ({
        event: 'prefect.flow-run.Running',
        resource: thing(`prefect.flow-run.${run}`),
        occurred: ago(8.5),
      });
      const answered = randomUUID();
      await platform.emit(running(randomUUID()), running(answered), {
        event: 'prefect.flow-run.Completed',
        resource: thing(`prefect.flow-run.${answered}`),
      });
      expect(await platform.fired(id, 1)).toHaveLength(1);
      await deleteAutomation(platform.context, id);
      return ended(platform, `automation-${id}`);
    },
  },
  {
    name: 'automation-goes-on-from-version-1',
    what: 'an automation goes on with what it carried from an earlier run, windows half full',
    async tell(platform) {
      const trigger = parse({ expect: ['a'], threshold: 2, within: 3600, for_each: ['prefect.resource.id'] });
      const since = ago(600);
      const id = randomUUID();
      const definition = {
        ...{ id, name: 'carried', trigger, since, shards: 1, shard: 0 },
        ...{ actions: nothing, actions_on_trigger: [], actions_on_resolve: [] },
      };
      const occurred = ago(300);
      const received = (one: string) => ({
        ...eventSchema.parse({ id: randomUUID(), occurred, event: 'a', resource: thing(one) }),
        received: new Date().toISOString(),
      });
      const workflowId = `automation-${id}`;
      const handle = await platform.temporal.client.workflow.start('automation', {
        workflowId,
        taskQueue: platform.systemTaskQueue,
        args: [definition, carryOfFirstVersion(since, occurred)],
      });
      await handle.signal(EVENTS_SIGNAL, [received('t.1'), received('t.2')]);
      expect((await platform.fired(id, 1)).map(({ firing }) => firing.triggering_labels)).toEqual([thing('t.1')]);
      await handle.signal(DEFINE_SIGNAL, { ...definition, name: 'carried on' });
      await handle.signal(STOP_SIGNAL);
      return ended(platform, workflowId);
    },
  },
  {
    name: 'automation-stops-itself',
    what: 'an automation that a long chain of firings leads to stops itself',
    async tell(platform) {
      const name = `chain-${randomUUID()}`;
      const { id } = await platform.create({
        name,
        trigger: { posture: 'Reactive', expect: [name] },
        actions: nothing,
      });
      await platform.emit({ event: name, resource: { ...thing('t.1'), 'sluice.causal-depth': '10' } });
      return ended(platform, `automation-${id}`);
    },
  },
  {
    name: 'firing-acts',
    what: 'a firing does its actions in order, one is tried again, one fails',
    async tell(platform) {
      platform.answers.push(503);
      const name = `acts-${randomUUID()}`;
      const hook = await blockOf(platform.context, 'webhook', { url: `${platform.hookUrl}/acts`, method: 'POST' });
      const { id } = await platform.create({
        name,
        trigger: { posture: 'Reactive', expect: [name] },
        actions: [{ type: 'call-webhook', block_document_id: hook }, { type: 'cancel-flow-run' }],
        actions_on_trigger: nothing,
      });
      await platform.emit({ event: name, resource: thing('t.1') });
      const [firing] = await platform.fired(id, 1);
      expect(firing?.actions.map(({ status }) => status)).toEqual(['executed', 'failed', 'executed']);
      return ended(platform, `firing-${firing?.id}`);
    },
  },
  {
    name: 'firing-without-actions',
    what: 'a firing of an automation without actions is on the ledger',
    async tell(platform) {
      const name = `quiet-${randomUUID()}`;
      const { id } = await platform.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions: [] });
      await platform.emit({ event: name, resource: thing('t.1') });
      const [firing] = await platform.fired(id, 1);
      expect(firing).toMatchObject({ status: 'completed', actions: [] });
      return ended(platform, `firing-${firing?.id}`);
    },
  },
  {
    name: 'firing-is-cancelled',
    what: 'a firing that is under way when its automation is switched off is cancelled',
    async tell(platform) {
      platform.answers.push(503, 503, 503, 503, 503);
      const name = `cancelled-${randomUUID()}`;
      const hook = await blockOf(platform.context, 'webhook', { url: `${platform.hookUrl}/${name}`, method: 'POST' });
      const actions = [{ type: 'call-webhook' as const, block_document_id: hook }, ...nothing];
      const { id } = await platform.create({ name, trigger: { posture: 'Reactive', expect: [name] }, actions });
      await platform.emit({ event: name, resource: thing('t.1') });
      await expect.poll(() => platform.received.some(({ path }) => path === `/${name}`), WAIT).toBe(true);
      await patchAutomation(platform.context, id, { enabled: false });
      const [firing] = await platform.fired(id, 1);
      expect(firing?.status).toBe('cancelled');
      platform.answers.length = 0;
      return ended(platform, `firing-${firing?.id}`);
    },
  },
  {
    name: 'scheduled-run',
    what: 'a time of a schedule comes, and its run is let go',
    async tell(platform) {
      const { context } = platform;
      const flow = await readFlowByName(context, 'upstreamFlow');
      const everySecond = deploymentScheduleUpdateSchema.parse({ schedule: { interval: 1 } });
      const given = { name: `d-${randomUUID()}`, flow_id: flow.id, schedules: [everySecond] };
      const { deployment } = await createDeployment(context, given);
      const done = async () =>
        (await platform.runsOf(deployment.id)).filter(({ state_name }) => state_name === 'Completed').length;
      await expect.poll(done, WAIT).toBeGreaterThan(0);
      const scheduleId = temporalScheduleId(deployment.schedules[0]?.id ?? '');
      const { info } = await platform.temporal.client.schedule.getHandle(scheduleId).describe();
      await setDeploymentPaused(context, deployment.id, true);
      const [first] = info.recentActions;
      return ended(platform, first?.action.workflow.workflowId ?? '');
    },
  },
];

/** What version 1 carried: an event of `t.1` had counted. It numbered the parts of a trigger. */
function carryOfFirstVersion(since: string, occurred: string): object {
  const [createdUs, atUs] = [parseInstantUs(since), parseInstantUs(occurred)];
  const id = randomUUID();
  const window = { startUs: atUs, endUs: atUs + 3_600_000_000, count: 1, lastEvent: id, events: [id] };
  return {
    state: {
      ...{ version: 1, createdUs, firings: 0, held: {}, children: {}, metrics: {} },
      clock: { newestUs: atUs, nowUs: atUs, seenUs: atUs, horizonUs: atUs },
      seen: { recent: { [id]: atUs }, older: {}, recentSinceUs: createdUs, recentCount: 1 },
      buckets: { 0: { '["t.1"]': { key: ['t.1'], ...window } } },
    },
    ...{ now_us: atUs, open_firings: [], recent_firings: [], budget: [], withheld: [], pending: [] },
  };
}
