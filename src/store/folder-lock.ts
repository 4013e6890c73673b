// One process a data folder: two that wrote the same files would destroy them. The lock is a file that says which process
// holds it and when that one started, since ids of processes come back (in a container it is always the first). One left
// behind by a process that was killed is taken over.
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { SluiceError } from '../domain/errors.js';

interface Holder {
  readonly process_id: number;
  /** When it started, in the system's own measure; null where the system does not say. */
  readonly started: string | null;
}

/**
 * Takes the folder for this process.
 *
 * @returns gives it back
 * @throws SluiceError `store-unavailable` naming the process that has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(folder, 'store.lock');
  const self: Holder = { process_id: process.pid, started: await readStart(process.pid) };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await create(file, JSON.stringify(self))) return () => rm(file, { force: true });
    const holder = parseHolder(await readFile(file, 'utf8').catch(() => ''));
    if (holder && (await isAlive(holder))) {
      const message = `The data folder ${folder} is in use by process ${holder.process_id}. Stop it, or choose another folder.`;
      throw new SluiceError('store-unavailable', message, { details: { folder, process_id: holder.process_id } });
    }
    await rm(file, { force: true });
  }
  throw new SluiceError('store-unavailable', `The data folder ${folder} could not be locked.`);
}

async function create(file: string, content: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(content);
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function parseHolder(content: string): Holder | null {
  try {
    const { process_id, started } = JSON.parse(content) as Partial<Holder>;
    return typeof process_id === 'number' ? { process_id, started: started ?? null } : null;
  } catch {
    return null;
  }
}

async function isAlive({ process_id, started }: Holder): Promise<boolean> {
  try {
    process.kill(process_id, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === null || (await readStart(process_id)) === started;
}

/** When a process started, by the kernel: the boot and the ticks since then. */
async function readStart(processId: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return ticks === undefined ? null : `${boot.trim()}/${ticks}`;
  } catch {
    return null;
  }
}
