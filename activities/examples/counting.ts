// The task of the conditionalPause example.
import { getRunLogger } from 'sluice/activity';
import { setTimeout as sleep } from 'node:timers/promises';

/** Counts to three; throws instead when asked to. */
export async function taskOne(fail: boolean): Promise<void> {
  if (fail) throw new Error('task one was told to fail');
  for (let count = 0; count < 3; count += 1) {
    await sleep(10);
    getRunLogger().info(String(count));
  }
}
