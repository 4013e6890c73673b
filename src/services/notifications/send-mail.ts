// Mail by the server that an e-mail block names. The message and its delivery are nodemailer's; the connection is ours,
// so that mail reaches no address that other calls may not reach.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createTransport } from 'nodemailer';
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import type { Notification } from '../../domain/notifications.js';
import type { AddressGuard } from '../outgoing-http/address-guard.js';

/** SSL: TLS from the first byte. STARTTLS: TLS before anything else is said. INSECURE: none. */
type MailSecurity = 'SSL' | 'STARTTLS' | 'INSECURE';

const TIMEOUT_MS = 15_000;

export type SendMail = (data: Readonly<Record<string, unknown>>, notification: Notification) => Promise<void>;

const DEFAULT_PORTS: Readonly<Record<MailSecurity, number>> = { SSL: 465, STARTTLS: 587, INSECURE: 25 };
const NAMED_SERVERS: Readonly<Record<string, string>> = {
  GMAIL: 'smtp.gmail.com',
  OUTLOOK: 'smtp-mail.outlook.com',
  AOL: 'smtp.aol.com',
  YAHOO: 'smtp.mail.yahoo.com',
};

/**
 * Sends by the data of an `email-server-credentials` block.
 *
 * @param guard - which mail servers may be reached
 * @throws from what it gives: `outgoing-failed` with the server's words (`details.permanent` when it will say the same
 *   again), `outgoing-refused` for its address,
 *   `definition-invalid` for a block without sender or recipients
 */
export function createSendMail(guard: AddressGuard): SendMail {
  return async (data, { subject, body }) => {
    const text = (field: string) => (typeof data[field] === 'string' ? data[field] : null);
    const security = (text('smtp_type')?.toUpperCase() ?? 'SSL') as MailSecurity;
    if (!(security in DEFAULT_PORTS)) {
      throw new SluiceError('definition-invalid', `Expected 'smtp_type' to be SSL, STARTTLS or INSECURE.`);
    }
    const username = text('username');
    const from = text('email_from') ?? username;
    const to = Array.isArray(data['email_to']) ? data['email_to'].filter((entry) => typeof entry === 'string') : [];
    if (from === null) throw missing('email_from');
    if (to.length === 0) throw missing('email_to');
    const server = text('smtp_server') ?? 'GMAIL';
    const host = NAMED_SERVERS[server.toUpperCase()] ?? server;
    const port = typeof data['smtp_port'] === 'number' ? data['smtp_port'] : DEFAULT_PORTS[security];
    let transport: ReturnType<typeof createTransport> | undefined;
    let deadline: NodeJS.Timeout | undefined;
    try {
      const connection = await connectTo(host, port, guard);
      deadline = setTimeout(() => connection.destroy(new Error('no answer came in time')), TIMEOUT_MS);
      transport = createTransport({
        host,
        port,
        connection,
        secure: security === 'SSL',
        requireTLS: security === 'STARTTLS',
        ignoreTLS: security === 'INSECURE',
        ...(username === null ? {} : { auth: { user: username, pass: text('password') ?? '' } }),
      });
      await transport.sendMail({ from, to, subject, text: body });
    } catch (error) {
      if (isSluiceError(error)) throw error;
      const why = error instanceof Error ? error.message : String(error);
      const details = { host, ...(isPermanent(error) ? { permanent: true } : {}) };
      const message = `The mail server ${host} could not be used: ${why}`;
      throw new SluiceError('outgoing-failed', message, { cause: error, details });
    } finally {
      clearTimeout(deadline);
      transport?.close();
    }
  };
}

/** A server that answers 5xx (no such recipient, wrong password) answers so the next time; 4xx may pass. */
function isPermanent(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'responseCode' in error ? error.responseCode : undefined;
  return typeof code === 'number' && code >= 500 && code < 600;
}

/**
 * A connection to the mail server, past the guard: nodemailer looks names up by itself, and what was checked must be what
 * is called.
 */
async function connectTo(host: string, port: number, guard: AddressGuard): Promise<Socket> {
  guard.assertHost(host);
  const socket = connect({ host, port, lookup: guard.lookup });
  const deadline = setTimeout(() => socket.destroy(new Error('no answer came in time')), TIMEOUT_MS);
  try {
    await once(socket, 'connect');
    return socket;
  } finally {
    clearTimeout(deadline);
  }
}

function missing(field: string): SluiceError {
  return new SluiceError(
    'definition-invalid',
    `The e-mail block has no '${field}', so there is nobody to write for or to.`,
  );
}
