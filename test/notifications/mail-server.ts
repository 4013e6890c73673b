// A mail server on loopback that keeps what it is told, for tests: without encryption, with TLS from the first byte (SSL),
// or with TLS when it is asked for (STARTTLS).
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSecureContext, TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** Where the certificate is, for programs that are to trust it. */
  readonly file: string;
}

/** A certificate for 127.0.0.1, signed by itself, made by openssl; gone with the test. */
export async function makeCertificate(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-mail-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...subject, '-days', '1', '-out', file]);
  return { key: await readFile(keyFile, 'utf8'), cert: await readFile(file, 'utf8'), file };
}

export interface MailServer {
  readonly port: number;
  /** Every line that came, those of messages included. */
  readonly lines: string[];
  /** Those of them that came without encryption. */
  readonly plainLines: string[];
  /** Answers to messages that are given before the usual one, such as `451 later`. */
  readonly refusals: string[];
}

export type MailServerOptions =
  { readonly security: 'INSECURE' } | { readonly security: 'SSL' | 'STARTTLS'; readonly certificate: Certificate };

/** Speaks enough SMTP to take messages; ends with the test. */
export async function startMailServer(options: MailServerOptions = { security: 'INSECURE' }): Promise<MailServer> {
  const lines: string[] = [];
  const plainLines: string[] = [];
  const refusals: string[] = [];
  const secured = (socket: Socket): TLSSocket => {
    if (options.security === 'INSECURE') throw new Error('a server without a certificate');
    const { key, cert } = options.certificate;
    return new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ key, cert }) });
  };
  const converse = (socket: Socket): void => {
    const isPlain = !(socket instanceof TLSSocket);
    const offersTls = isPlain && options.security === 'STARTTLS';
    let inMessage = false;
    socket.on('error', () => undefined);
    const reader = createInterface({ input: socket }).on('line', (line) => {
      lines.push(line);
      if (isPlain) plainLines.push(line);
      if (inMessage && line !== '.') return;
      const wasMessage = inMessage;
      inMessage = line === 'DATA';
      if (wasMessage) socket.write(`${refusals.shift() ?? '250 kept'}\r\n`);
      else if (line === 'DATA') socket.write('354 go on\r\n');
      else if (line.startsWith('EHLO') && offersTls) socket.write('250-test\r\n250 STARTTLS\r\n');
      else if (line.startsWith('EHLO')) socket.write('250-test\r\n250 AUTH PLAIN\r\n');
      else if (line.startsWith('AUTH')) socket.write('235 in\r\n');
      else if (line !== 'STARTTLS') socket.write(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      else if (!offersTls) socket.write('502 not here\r\n');
      else {
        reader.close();
        socket.write('220 go on\r\n');
        converse(secured(socket));
      }
    });
  };
  const server = createServer((socket) => {
    const talk = options.security === 'SSL' ? secured(socket) : socket;
    talk.write('220 test\r\n');
    converse(talk);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, lines, plainLines, refusals };
}

/** The text of the last message that a server took, decoded. */
export function mailText({ lines }: MailServer): string {
  const from = lines.indexOf('', lines.lastIndexOf('DATA'));
  const encoding = lines.findLast((line) => line.startsWith('Content-Transfer-Encoding:')) ?? '';
  const body = lines.slice(from + 1, lines.indexOf('.', from)).join('\n');
  if (encoding.endsWith('base64')) return Buffer.from(body, 'base64').toString('utf8');
  if (!encoding.endsWith('quoted-printable')) return body;
  const bytes = body.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`);
  return decodeURIComponent(bytes);
}
