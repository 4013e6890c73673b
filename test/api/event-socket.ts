// A WebSocket of the API as tests hold it: everything it says kept in order, and waiting for what is still to come.
import { WebSocket } from 'ws';
import type { ReceivedEvent } from '../../src/domain/events/event.js';
import { until } from '../sdk/harness.js';
import type { TestServer } from './server.js';

export interface SocketOptions {
  readonly headers?: Record<string, string>;
  /** @default true */
  readonly subprotocol?: boolean;
}

export class EventSocket {
  readonly messages: Record<string, unknown>[] = [];
  pongs = 0;
  closed: { code: number; reason: string } | undefined;
  /** Status of an upgrade that was refused. */
  refused: number | undefined;
  readonly socket: WebSocket;

  constructor(server: TestServer, path: 'in' | 'out', { headers, subprotocol = true }: SocketOptions = {}) {
    const address = `ws://127.0.0.1:${server.port}/api/events/${path}`;
    this.socket = new WebSocket(address, subprotocol ? ['prefect'] : [], { headers });
    this.socket.on('message', (data: Buffer) => this.messages.push(JSON.parse(data.toString()) as never));
    this.socket.on('pong', () => (this.pongs += 1));
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }));
    this.socket.on('unexpected-response', (_, response) => {
      this.refused = response.statusCode;
      this.socket.terminate();
    });
    this.socket.on('error', () => undefined);
  }

  async opened(): Promise<this> {
    await until('the socket to open', () => this.socket.readyState === WebSocket.OPEN);
    return this;
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Opens, proves itself, and waits for the answer. */
  async admitted(token: string | null = null): Promise<this> {
    await this.opened();
    this.say({ type: 'auth', token });
    await until('the socket to be admitted', () => this.messages.some(({ type }) => type === 'auth_success'));
    return this;
  }

  get events(): ReceivedEvent[] {
    return this.messages.filter(({ type }) => type === 'event').map(({ event }) => event as ReceivedEvent);
  }

  /** Resolves once everything said before is durable. */
  async settled(): Promise<void> {
    const before = this.pongs;
    this.socket.ping();
    await until('a pong', () => this.pongs > before);
  }

  async ended(): Promise<{ code: number; reason: string }> {
    return until('the socket to close', () => this.closed);
  }

  close(): void {
    this.socket.close();
  }
}
