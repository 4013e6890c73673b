// A conversation: one run greets whoever sends it a name, another sends names and waits for the greetings. The idle
// greeter suspends itself and remembers which inputs it has seen.
import {
  flow,
  getRunContext,
  getRunLogger,
  isSluiceError,
  JSONBlock,
  receiveInput,
  runInput,
  sendInput,
  suspendFlowRun,
  TimeoutError,
} from 'sluice/workflow';
import { z } from 'zod';

const EXIT_SIGNAL = '__EXIT__';

export const plainGreeter = flow({ description: 'Greets every name it is sent, into its log.' }, async () => {
  for await (const nameInput of receiveInput(z.string(), { timeout: null })) {
    // Says "Hello, andrew!" when somebody sent "andrew".
    if (nameInput === EXIT_SIGNAL) return;
    getRunLogger().info(`Hello, ${nameInput}!`);
  }
});

export const metadataGreeter = flow({ description: 'Greets by the inputs whole, with who sent them.' }, async () => {
  for await (const nameInput of receiveInput(z.string(), { timeout: null, withMetadata: true })) {
    // The value is always in the field "value" of this object.
    if (nameInput.value === EXIT_SIGNAL) return;
    getRunLogger().info(`Hello, ${nameInput.value}!`);
  }
});

const GreeterInput = runInput('GreeterInput', { value: z.string() });

export const greeterInputs = flow({ description: 'Greets by inputs of a kind with a name.' }, async () => {
  for await (const nameInput of receiveInput(GreeterInput, { timeout: null })) {
    if (nameInput.value === EXIT_SIGNAL) return;
    getRunLogger().info(`Hello, ${nameInput.value}!`);
  }
});

export const greeter = flow({ description: 'Greets every name it is sent, until told to exit.' }, async () => {
  for await (const nameInput of receiveInput(z.string(), { withMetadata: true, timeout: null })) {
    if (nameInput.value === EXIT_SIGNAL) return 'Goodbye!';
    await nameInput.respond(`Hello, ${nameInput.value}!`);
  }
  return 'Goodbye!';
});

export const sender = flow(
  {
    description: 'Sends names to a greeter and gives the greetings it answers with.',
    parameters: z.object({ greeterId: z.uuid(), names: z.array(z.string()) }),
  },
  async ({ greeterId, names }) => {
    // One receiver for the whole loop: it keeps its place, so each answer is read once.
    const receiver = receiveInput(z.string(), { timeout: 60 });
    const greetings: string[] = [];
    for (const name of names) {
      await sendInput(greeterId, name);
      greetings.push(await receiver.next());
    }
    await sendInput(greeterId, EXIT_SIGNAL);
    return greetings;
  },
);

/** Greets, suspends itself when nobody wrote for a while, and goes on where it stopped: it keeps the keys it has seen. */
export const idleGreeter = flow(
  {
    description: 'Greets every name it is sent and suspends itself when nobody writes.',
    parameters: z.object({ idleSeconds: z.number().positive().default(30) }),
  },
  async ({ idleSeconds }) => {
    const blockName = `${getRunContext().flowRun.id}-seen-keys`;
    const seenKeys = await loadSeenKeys(blockName);
    for (;;) {
      try {
        const inputs = receiveInput(z.string(), { withMetadata: true, timeout: idleSeconds, excludeKeys: seenKeys });
        for await (const nameInput of inputs) {
          if (nameInput.value === EXIT_SIGNAL) return 'Goodbye!';
          await nameInput.respond(`Hello, ${nameInput.value}!`);
          seenKeys.push(nameInput.metadata.key);
          await JSONBlock.save(seenKeys, { name: blockName, overwrite: true });
        }
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error;
        getRunLogger().info(`Suspending greeter after ${idleSeconds} seconds of idle time`);
        // The key says which idle time this is: one that was slept through already does not suspend again.
        await suspendFlowRun({ timeout: 10_000, key: `idle-after-${seenKeys.length}` });
      }
    }
  },
);

async function loadSeenKeys(blockName: string): Promise<string[]> {
  try {
    return [...(await JSONBlock.load<string[]>(blockName))];
  } catch (error) {
    if (!isSluiceError(error, 'not-found')) throw error;
    return [];
  }
}
