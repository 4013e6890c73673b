// The embedded database seen from the process: a thread that works on one folder, and connections to it that the Postgres
// driver takes for sockets. The database is busy for tens of milliseconds at a time; in the process itself everything else,
// requests first of all, would wait as long. A thread that dies is started again at the next connection.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../threads/start-thread.js';

/** A piece of a conversation; `connection` numbers the connection it belongs to. */
interface Message {
  readonly type: 'message';
  readonly connection: number;
  readonly data: Uint8Array;
}
/** `hang-up`: the connection is over, and what it left open must not be there for the next. */
export type ThreadRequest = Message | { readonly type: 'hang-up' } | { readonly type: 'close' };
export type ThreadAnswer = Message | { readonly type: 'ready' };

/** Of the protocol: the client hangs up. */
const TERMINATE = 0x58;

const startOwnThread = (folder: string): Worker =>
  startThread(new URL('./embedded-thread', import.meta.url), { workerData: { folder } });

export class EmbeddedDatabase {
  private thread: Promise<Worker> | null = null;
  private connection: EmbeddedConnection | null = null;
  private connections = 0;
  private closed = false;

  /** @param startThread - starts the thread that works on the folder */
  constructor(
    private readonly folder: string,
    private readonly startThread = startOwnThread,
  ) {}

  /** A connection for the Postgres driver. There is one at a time: the database behind it has one session. */
  connect(): Duplex {
    this.connections += 1;
    const connection: EmbeddedConnection = new EmbeddedConnection(this.connections, () => this.open(connection));
    return connection;
  }

  /** Ends the thread once all that it was asked is done. */
  async close(): Promise<void> {
    this.closed = true;
    const thread = await this.thread?.catch(() => null);
    if (thread) await end(thread);
  }

  private async open(connection: EmbeddedConnection): Promise<Worker> {
    if (this.closed) throw new Error('PGlite is closed');
    this.connection = connection;
    this.thread ??= this.start();
    return this.thread;
  }

  private async start(): Promise<Worker> {
    // To make a database takes some 400 MB that the thread which did it does not give back: another goes on with it.
    if (!existsSync(path.join(this.folder, 'PG_VERSION'))) await end(await this.startThreadNow());
    return this.startThreadNow();
  }

  private startThreadNow(): Promise<Worker> {
    const thread = this.startThread(this.folder);
    return new Promise((resolve, reject) => {
      let cause: Error | undefined;
      let ready = false;
      thread.on('error', (error) => (cause = error));
      thread.on('message', (answer: ThreadAnswer) => {
        if (answer.type === 'ready') resolve(thread);
        else if (answer.connection === this.connection?.number) this.connection.receive(answer.data);
        ready = true;
      });
      thread.on('exit', (code) => {
        if (ready && code === 0) return;
        this.thread = null;
        const lost = Object.assign(new Error('The database thread ended.', { cause }), { code: 'ECONNRESET' });
        reject(lost);
        this.connection?.destroy(lost);
      });
    });
  }
}

/** Has a thread finish and end. */
async function end(thread: Worker): Promise<void> {
  const ended = once(thread, 'exit');
  thread.postMessage({ type: 'close' } satisfies ThreadRequest);
  await ended;
}

/** What the driver expects of a socket, over messages to the thread. */
class EmbeddedConnection extends Duplex {
  private thread: Worker | null = null;

  constructor(
    readonly number: number,
    private readonly open: () => Promise<Worker>,
  ) {
    super();
  }

  /** Called by the driver in place of a socket's. */
  connect(): void {
    this.open().then(
      (thread) => {
        this.thread = thread;
        this.emit('connect');
      },
      (error: Error) => this.destroy(error),
    );
  }

  /** Settings of sockets; there is nothing to set. */
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  receive(data: Uint8Array): void {
    if (data.length > 0) this.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.post(chunk);
    done();
  }

  /** The driver writes the parts of a query one by one; they are one message to the thread. */
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.post(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  private post(data: Buffer): void {
    if (data[0] === TERMINATE) {
      this.send({ type: 'hang-up' });
      // The driver now waits for the end.
      this.push(null);
      return;
    }
    // In memory of its own, so that it can be handed over: the buffer of a small message is part of a larger one.
    const own = new Uint8Array(data);
    this.send({ type: 'message', connection: this.number, data: own }, [own.buffer]);
  }

  private send(request: ThreadRequest, handedOver: ArrayBuffer[] = []): void {
    this.thread?.postMessage(request, handedOver);
  }
}
