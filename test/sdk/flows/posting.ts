// Flows that send and receive under prefixes of their own.
import { flow, isSluiceError, receiveInput, runInput, sendInput } from 'sluice/workflow';
import { z } from 'zod';

const Letter = runInput('Letter', { text: z.string() });

/** Receives what is under a prefix apart from what is not, and answers the first letter. */
export const postOffice = flow({}, async () => {
  const letters = receiveInput(z.string(), { keyPrefix: 'letters_2', timeout: 60, withMetadata: true });
  const typed = receiveInput(Letter, { keyPrefix: 'letters_3', timeout: 60 });
  const plain = receiveInput(z.string(), { timeout: 60 });
  const [one, two] = [await letters.next(), await letters.next()];
  await one.respond(`got ${one.value}`);
  return {
    letters: [one.value, two.value],
    keys: [one, two].map(({ metadata }) => metadata.key.startsWith('letters_2-')),
    typed: [await typed.next(), await typed.next()],
    plain: await plain.next(),
    // Literal, and from the beginning: every prefix that begins so.
    all: await countUntilSilence(receiveInput(z.unknown(), { keyPrefix: 'letters_', timeout: 0.05 })),
  };
});

async function countUntilSilence(receiver: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  try {
    for await (const _ of receiver) count += 1;
  } catch (error) {
    if (!isSluiceError(error, 'input-timeout')) throw error;
  }
  return count;
}

export const postman = flow({}, async ({ to }: { to: string }) => {
  await sendInput(to, 'without a prefix');
  await sendInput(to, 'one', { keyPrefix: 'letters_2' });
  await sendInput(to, { text: 'three' }, { type: Letter, keyPrefix: 'letters_3' });
  await sendInput(to, 'elsewhere', { keyPrefix: 'Letters_2' });
  await sendInput(to, 'two', { keyPrefix: 'letters_2' });
  await sendInput(to, { text: 'four' }, { type: Letter, keyPrefix: 'letters_3' });
  const answer = await receiveInput(z.string(), { timeout: 60 }).next();
  const refusals: string[] = [];
  for (const keyPrefix of ['two words', 'a.b', '', 'ä']) {
    try {
      await sendInput(to, 'x', { keyPrefix });
    } catch (error) {
      if (!isSluiceError(error)) throw error;
      refusals.push(error.code);
    }
  }
  return { answer, refusals };
});
