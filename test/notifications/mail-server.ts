// A mail server on loopback that keeps what it is told, for tests.
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface MailServer {
  readonly port: number;
  /** Every line that came, those of messages included. */
  readonly lines: string[];
  /** Answers to messages that are given before the usual one, such as `451 later`. */
  readonly refusals: string[];
}

/** Speaks enough SMTP to take messages; ends with the test. */
export async function startMailServer(): Promise<MailServer> {
  const lines: string[] = [];
  const refusals: string[] = [];
  const server = createServer((socket) => {
    let inMessage = false;
    socket.on('error', () => undefined);
    socket.write('220 test\r\n');
    createInterface({ input: socket }).on('line', (line) => {
      lines.push(line);
      if (inMessage && line !== '.') return;
      const wasMessage = inMessage;
      inMessage = line === 'DATA';
      if (wasMessage) socket.write(`${refusals.shift() ?? '250 kept'}\r\n`);
      else if (line === 'DATA') socket.write('354 go on\r\n');
      else if (line.startsWith('EHLO')) socket.write('250-test\r\n250 AUTH PLAIN\r\n');
      else if (line.startsWith('AUTH')) socket.write('235 in\r\n');
      else if (line === 'STARTTLS') socket.write('502 not here\r\n');
      else socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, lines, refusals };
}
