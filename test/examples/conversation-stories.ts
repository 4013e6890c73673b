// The examples that talk, as stories: greeters of every kind, with somebody who sends them names.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { openMailbox } from '../../src/services/mailboxes/open-mailbox.js';
import { createRunInput } from '../../src/services/run-inputs/create-run-input.js';
import type { ServedFlows } from '../serving/served-flows.js';
import { pausedIn, recorded, resume, type Story } from './example-stories.js';

/** What a run's log says, once it is all there. */
async function messagesOf(served: ServedFlows, id: string): Promise<string[]> {
  const messages: string[] = [];
  for await (const { message } of served.context.store.logs.stream(id)) messages.push(message);
  return messages;
}

export const CONVERSATION_STORIES: readonly Story[] = [
  ...[
    { flow: 'plainGreeter', kind: 'strautomaticruninput' },
    { flow: 'metadataGreeter', kind: 'strautomaticruninput' },
    { flow: 'greeterInputs', kind: 'greeterinput' },
  ].map(({ flow, kind }) => ({
    name: `${flow} greets into its log`,
    async tell(served: ServedFlows) {
      const id = await served.start(flow);
      await recorded(served, id);
      for (const value of ['andrew', '__EXIT__']) {
        const input = { key: `${kind}-auto-${randomUUID()}`, value: JSON.stringify({ value }) };
        await createRunInput(served.context, id, input);
      }
      await served.result(id);
      expect(await messagesOf(served, id)).toEqual(['Hello, andrew!']);
      return id;
    },
  })),
  {
    name: 'greeter and sender hold a conversation',
    async tell(served) {
      const greeter = await served.start('greeter');
      await recorded(served, greeter);
      expect(await served.run('sender', { greeterId: greeter, names: ['andrew', 'bob'] })).toEqual([
        'Hello, andrew!',
        'Hello, bob!',
      ]);
      expect(await served.result(greeter)).toBe('Goodbye!');
      return greeter;
    },
  },
  {
    name: 'idleGreeter suspends itself when nobody writes, and goes on where it stopped',
    async tell(served) {
      const greeter = await served.start('idleGreeter', { idleSeconds: 1 });
      await recorded(served, greeter);
      const client = randomUUID();
      await openMailbox(served.context, client);
      const say = (value: string) =>
        served.platform.sendInput({
          receiver: `prefect.flow-run.${greeter}`,
          message: {
            key: `strautomaticruninput-auto-${randomUUID()}`,
            value: { value },
            sender: `sluice.client.${client}`,
          },
        });
      await pausedIn(served, greeter, 'idle-after-0');
      await resume(served, greeter);
      for (const [index, name] of ['andrew', 'bob'].entries()) {
        await say(name);
        await pausedIn(served, greeter, `idle-after-${index + 1}`);
        await resume(served, greeter);
      }
      // Each pass begins at the first input again; what it has seen it greets once.
      const answers = await served.context.store.mailboxes.listAfter(client, 0, 100);
      expect(answers.map(({ value }) => JSON.parse(value) as unknown)).toEqual([
        { value: 'Hello, andrew!' },
        { value: 'Hello, bob!' },
      ]);
      await say('__EXIT__');
      expect(await served.result(greeter)).toBe('Goodbye!');
      return greeter;
    },
  },
];
