// The examples of state handlers as stories. A server on loopback takes Slack's place and keeps what it got.
import { expect, onTestFinished, vi } from 'vitest';
import { startReceiver, type ServedFlows } from '../serving/served-flows.js';
import type { Story } from './example-stories.js';

const WAIT = { timeout: 30_000, interval: 50 };
const INSTANT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z`;

/** What a flow posts by itself is a text; a notifier's message has a title and a text. */
interface SlackMessage {
  readonly text?: string;
  readonly attachments?: readonly { readonly title: string; readonly text: string }[];
}
const textOf = ({ text, attachments = [] }: SlackMessage): string =>
  text ?? attachments.map((one) => `*${one.title}*\n${one.text}`).join();

/** Somebody who takes Slack's place, known by a secret address as well. */
async function startSlack(served: ServedFlows) {
  const slack = await startReceiver();
  onTestFinished(() => slack.close());
  const url = `${slack.url}/services/secret-path`;
  const data = { value: url };
  await served.platform.saveBlock({ block_type_slug: 'secret', name: 'slack-webhook-url', data, overwrite: true });
  const texts = () => slack.calls.map(({ body }) => textOf(JSON.parse(body) as SlackMessage));
  return { url, texts, statuses: slack.statuses };
}

/** A run's log lines, once they are all there. */
async function logged(served: ServedFlows, id: string, lines: readonly (string | RegExp)[]): Promise<void> {
  await vi.waitFor(async () => {
    const found: string[] = [];
    for await (const { message } of served.context.store.logs.stream(id)) found.push(message);
    const wanted = lines.map((line) => (typeof line === 'string' ? line : (expect.stringMatching(line) as unknown)));
    expect(found).toEqual(wanted);
  }, WAIT);
}

export const STATE_HANDLER_STORIES: readonly Story[] = [
  {
    name: 'stateHandlerDemo tells of every state of a flow',
    async tell(served) {
      const id = await served.start('stateHandlerDemo');
      expect(await served.result(id)).toBe('done');
      const says = 'Calling my custom state handler on state-handler-demo:';
      await logged(served, id, [
        `${says} none to Pending`,
        `${says} Pending to Running`,
        `${says} Running to Completed`,
      ]);
      return id;
    },
  },
  {
    name: 'taskStateHandler tells of every state of a task',
    async tell(served) {
      const id = await served.start('taskStateHandler');
      expect(await served.result(id)).toBe(3);
      const says = 'Calling my custom state handler on add:';
      await logged(served, id, [
        `${says} none to Pending`,
        `${says} Pending to Running`,
        `${says} Running to Completed`,
      ]);
      return id;
    },
  },
  {
    name: 'slackWhenFinished posts when a task has finished, and a post that fails fails the task',
    async tell(served) {
      const slack = await startSlack(served);
      const id = await served.start('slackWhenFinished', { slackUrl: slack.url });
      expect(await served.result(id)).toBe(0.5);
      await expect(served.run('slackWhenFinished', { slackUrl: slack.url, y: 0 })).rejects.toThrow();
      expect(slack.texts()).toEqual([
        'Task divide finished in state Completed',
        'Task divide finished in state Failed',
      ]);
      slack.statuses.push(500);
      const refused = await served.start('slackWhenFinished', { slackUrl: slack.url });
      await expect(served.result(refused)).rejects.toThrow();
      const divide = (await served.taskRuns(refused)).find(({ task_key }) => task_key === 'divide');
      expect(divide).toMatchObject({ state_type: 'FAILED' });
      expect(divide?.state?.message).toMatch(/^Exception raised while calling state handlers: .*HTTP 500/);
      return id;
    },
  },
  {
    name: 'slackWithSecret posts to an address that nobody can read',
    async tell(served) {
      const slack = await startSlack(served);
      const id = await served.start('slackWithSecret');
      expect(await served.result(id)).toBe(3);
      expect(slack.texts()).toEqual(['Task add finished in state Completed']);
      expect(await served.historyText(id)).not.toContain('secret-path');
      return id;
    },
  },
  {
    name: 'slackWhenRetrying says when the next attempt comes',
    async tell(served) {
      const slack = await startSlack(served);
      const id = await served.start('slackWhenRetrying');
      expect(await served.result(id)).toBe('Failed');
      expect(slack.texts()).toEqual([
        expect.stringMatching(`^Task divide failed and is retrying at ${INSTANT}$`) as unknown,
      ]);
      return id;
    },
  },
  {
    name: 'specialFailure alerts by what the failed state carries, and has a second handler after the first',
    async tell(served) {
      expect(await served.run('specialFailure', { a: 1, b: 3 })).toBe(0.5);
      const id = await served.start('specialFailure', { a: 7, b: 7 });
      expect(await served.result(id)).toBe('a equaled b!');
      const says = 'Calling my custom state handler on missionCriticalTask:';
      await logged(served, id, [
        `${says} none to Pending`,
        `${says} Pending to Running`,
        'Special failure mode! Send all the alerts! a == b == 7',
        `${says} Running to Failed`,
      ]);
      return id;
    },
  },
  {
    name: 'callbackOnRetry behaves as the handler written out',
    async tell(served) {
      const slack = await startSlack(served);
      const id = await served.start('callbackOnRetry');
      expect(await served.result(id)).toBe('Failed');
      expect(slack.texts()).toEqual([expect.stringMatching(`^Task divide is retrying at ${INSTANT}$`) as unknown]);
      return id;
    },
  },
  {
    name: 'failureCallbacks are called for the task and for the flow',
    async tell(served) {
      const id = await served.start('failureCallbacks');
      await expect(served.result(id)).rejects.toThrow();
      await logged(served, id, [
        'task divide-0: Task run encountered an exception RangeError: division by zero',
        /^flow [a-z-]+: Flow run encountered an exception: RangeError: division by zero$/,
      ]);
      return id;
    },
  },
  {
    name: 'notifiesSlack tells of what it is asked to tell of',
    async tell(served) {
      const slack = await startSlack(served);
      const id = await served.start('notifiesSlack');
      expect(await served.result(id)).toBe('Failed');
      expect(slack.texts()).toEqual([
        expect.stringMatching(/^\*Task divide is AwaitingRetry\*\n/) as unknown,
        expect.stringMatching(/^\*Task divide is Failed\*\n/) as unknown,
      ]);
      return id;
    },
  },
];
