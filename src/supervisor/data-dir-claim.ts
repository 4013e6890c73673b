// One `sluice dev` a data folder: two dev servers on one file would destroy it. The claim is a file that also names the
// processes of the run, so that a run whose supervisor was killed is waited for before the next one touches the data.
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SluiceError } from '../domain/errors.js';
import { isRunning, markProcess, type ProcessMark } from './process-mark.js';

interface ClaimDocument {
  readonly supervisor: ProcessMark;
  readonly children: readonly ProcessMark[];
}

export interface DataDirClaim {
  /** Processes that an earlier run whose supervisor was killed had under it; they may still be ending. */
  readonly leftovers: readonly ProcessMark[];
  /** Remembers a process of this run. */
  note(pid: number): Promise<void>;
  release(): Promise<void>;
}

const CLAIM_FILE = 'dev.json';

/** Claims the folder, making it if need be. Throws `conflict` naming the process that has it. */
export async function claimDataDir(dataDir: string): Promise<DataDirClaim> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, CLAIM_FILE);
  const supervisor = await markProcess(process.pid);
  let document: ClaimDocument = { supervisor, children: [] };
  const leftovers: ProcessMark[] = [];
  while (!(await create(file, document))) {
    const earlier = await readClaim(file);
    if (earlier && (await isRunning(earlier.supervisor))) {
      const { pid } = earlier.supervisor;
      throw new SluiceError(
        'conflict',
        `The data folder ${dataDir} is in use by another 'sluice dev' (process ${pid}). ` +
          'Stop that one, or choose another folder with --data-dir.',
        { details: { process_id: pid } },
      );
    }
    leftovers.push(...(earlier?.children ?? []));
    await rm(file, { force: true });
  }
  let writing = Promise.resolve();
  return {
    leftovers,
    note: (pid) => {
      writing = writing.then(async () => {
        document = { supervisor, children: [...document.children, await markProcess(pid)] };
        await writeFile(`${file}.new`, JSON.stringify(document));
        await rename(`${file}.new`, file);
      });
      return writing;
    },
    release: () => writing.then(() => rm(file, { force: true })),
  };
}

async function create(file: string, document: ClaimDocument): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify(document));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined when the file is gone or was cut off while it was written. */
async function readClaim(file: string): Promise<ClaimDocument | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as ClaimDocument;
  } catch {
    return undefined;
  }
}
