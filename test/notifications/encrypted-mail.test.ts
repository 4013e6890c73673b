// Mail over encrypted connections, both ways there are: to a server whose certificate is trusted, and to one whose is not.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createSendMail } from '../../src/services/notifications/send-mail.js';
import { createAddressGuard } from '../../src/services/outgoing-http/address-guard.js';
import { mailText, makeCertificate, startMailServer } from './mail-server.js';

const SENDER = fileURLToPath(new URL('./send-mails.ts', import.meta.url));

const blockOf = (smtp_type: string, smtp_port: number) => ({
  smtp_server: '127.0.0.1',
  smtp_port,
  smtp_type,
  username: 'ann@example.com',
  password: 'mail-password',
  email_to: ['bob@example.com'],
});

describe.each(['STARTTLS', 'SSL'] as const)('mail by %s', (security) => {
  it('is delivered to a server whose certificate is trusted, and nothing of it goes in clear', async () => {
    const certificate = await makeCertificate();
    const mail = await startMailServer({ security, certificate });
    const blocks = JSON.stringify([blockOf(security, mail.port)]);
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate.file };
    await promisify(execFile)(process.execPath, ['--import', 'tsx', SENDER, blocks], { env });
    const login = Buffer.from('\0ann@example.com\0mail-password').toString('base64');
    expect(mail.lines).toEqual(
      expect.arrayContaining([
        ...[`AUTH PLAIN ${login}`, 'MAIL FROM:<ann@example.com>', 'RCPT TO:<bob@example.com>'],
        ...['To: bob@example.com', 'Subject: Encrypted'],
      ]),
    );
    expect(mailText(mail).trimEnd()).toBe('Nobody between us reads this.');
    const plain = security === 'SSL' ? [] : [expect.stringMatching(/^EHLO /), 'STARTTLS'];
    expect(mail.plainLines).toEqual(plain);
  });

  it('is not sent to one whose certificate nobody vouches for', async () => {
    const mail = await startMailServer({ security, certificate: await makeCertificate() });
    const send = createSendMail(createAddressGuard(['127.0.0.1']));
    await expect(send(blockOf(security, mail.port), { subject: 's', body: 'b' })).rejects.toMatchObject({
      code: 'outgoing-failed',
      message: expect.stringContaining('self-signed certificate') as unknown,
    });
    expect(mail.lines.join()).not.toMatch(/AUTH|MAIL FROM/);
  });
});
