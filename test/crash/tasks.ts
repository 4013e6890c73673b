// Tasks that leave their traces in a folder, where a test in another process can count their calls and hold them up.
import { appendFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { heartbeat, heartbeatDetails } from 'sluice/activity';

const POLL_MS = 25;

/** How often it was called under the key, this call included. */
export async function note(folder: string, key: string): Promise<number> {
  const path = join(folder, `${key}.calls`);
  await appendFile(path, '.');
  return (await readFile(path, 'utf8')).length;
}

/** The same, but it ends only once the test has opened the gate. */
export async function hold(folder: string, key: string): Promise<number> {
  const call = await note(folder, key);
  const isClosed = () =>
    stat(join(folder, `${key}.open`)).then(
      () => false,
      () => true,
    );
  while (await isClosed()) await delay(POLL_MS);
  return call;
}

/** Works a list off, says after each how far it is, and is held up in the middle. Gives what it did itself, without what was done before. */
export async function workOff(folder: string, key: string, items: readonly string[]): Promise<string[]> {
  const done: string[] = [];
  for (const item of items.slice(heartbeatDetails<number>() ?? 0)) {
    if (item === 'wait') await hold(folder, key);
    done.push(item);
    heartbeat(items.indexOf(item) + 1);
  }
  return done;
}
