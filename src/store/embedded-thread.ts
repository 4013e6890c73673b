// The thread of the embedded database: PGlite speaks Postgres's own protocol here, message in, answer out, so that its work
// does not hold up the process (embedded-database.ts is the other end).
import { PGlite } from '@electric-sql/pglite';
import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadAnswer, ThreadRequest } from './embedded-database.js';

const { folder } = workerData as { readonly folder: string };
const post = (answer: ThreadAnswer, handedOver: ArrayBuffer[] = []) => parentPort?.postMessage(answer, handedOver);
const database = await PGlite.create(folder);

async function answer(request: ThreadRequest): Promise<void> {
  if (request.type === 'close') {
    await database.close();
    parentPort?.close();
  } else if (request.type === 'hang-up') {
    await database.exec('rollback');
    await database.exec('discard all');
  } else {
    // As a stream: PGlite otherwise keeps a parsed copy of every answer for a caller who never comes for it.
    const parts: Uint8Array[] = [];
    await database.execProtocolRawStream(request.data, { onRawData: (part) => void parts.push(part.slice()) });
    const { connection } = request;
    for (const data of parts) post({ type: 'message', connection, data }, [data.buffer as ArrayBuffer]);
  }
}

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: ThreadRequest) => {
  last = last.then(() => answer(request));
});
post({ type: 'ready' });
