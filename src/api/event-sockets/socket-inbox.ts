// What comes in on a socket, in order and from the first moment: a client may say everything at once without waiting for
// answers, and nothing may be missed while an earlier message is being worked on. When much is waiting, the sender waits.
import type { RawData, WebSocket } from 'ws';

/** What may wait here before nothing more is read: messages, and their bytes. */
const MOST_WAITING = 500;
const MOST_WAITING_BYTES = 8 * 1024 * 1024;

export type SocketEntry = { readonly text: string } | { readonly ping: Buffer };

export class SocketInbox {
  private readonly entries: SocketEntry[] = [];
  private waitingBytes = 0;
  private answersPings = false;
  private wake: () => void = () => undefined;

  /** Call it in the turn in which the socket opens. */
  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data) => this.push({ text: textOf(data) }));
    socket.on('ping', (data: Buffer) => (this.answersPings ? this.pong(data) : this.push({ ping: data })));
    socket.on('close', () => this.wake());
  }

  /** The next message; undefined when the time is over or the socket closed. Pings before it are answered. */
  async next(timeoutMs: number): Promise<string | undefined> {
    const deadlineAt = Date.now() + timeoutMs;
    for (;;) {
      if (!(await this.waitForEntry(Math.max(deadlineAt - Date.now(), 0)))) return undefined;
      const entry = this.entries.shift() as SocketEntry;
      this.settle(entry);
      if ('text' in entry) return entry.text;
      this.pong(entry.ping);
    }
  }

  /** Everything that has come in, waiting for the first; empty once the socket is closed and all was taken. */
  async takeAll(): Promise<SocketEntry[]> {
    await this.waitForEntry(null);
    const taken = this.entries.splice(0);
    taken.forEach((entry) => this.settle(entry));
    return taken;
  }

  /** From now on pings are answered at once, and messages are of no interest. */
  ignoreFurther(): void {
    this.answersPings = true;
    for (const entry of this.entries.splice(0)) if ('ping' in entry) this.pong(entry.ping);
    this.waitingBytes = 0;
    this.socket.resume();
  }

  pong(data: Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.pong(data);
  }

  private push(entry: SocketEntry): void {
    if (this.answersPings) return;
    this.entries.push(entry);
    this.waitingBytes += sizeOf(entry);
    if (this.entries.length >= MOST_WAITING || this.waitingBytes >= MOST_WAITING_BYTES) this.socket.pause();
    this.wake();
  }

  private settle(entry: SocketEntry): void {
    this.waitingBytes -= sizeOf(entry);
    if (this.entries.length === 0) this.socket.resume();
  }

  /** @param timeoutMs - null waits without a limit */
  private async waitForEntry(timeoutMs: number | null): Promise<boolean> {
    let isOver = false;
    const timer = timeoutMs === null ? undefined : setTimeout(() => ((isOver = true), this.wake()), timeoutMs);
    while (this.entries.length === 0 && !isOver && this.socket.readyState === this.socket.OPEN) {
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    clearTimeout(timer);
    return this.entries.length > 0;
  }
}

/** JSON of a text; undefined when it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** Closes with a code and a reason, which may be at most 123 bytes long. */
export function closeWith(socket: WebSocket, code: number, reason: string): void {
  let text = reason;
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1);
  socket.close(code, text);
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}

function sizeOf(entry: SocketEntry): number {
  return 'text' in entry ? entry.text.length : entry.ping.length;
}
