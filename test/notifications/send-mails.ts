// A process that sends one notification by each e-mail block it is given, as JSON on its command line. Apart because the
// certificates that node trusts are set when a process starts.
import { createSendMail } from '../../src/services/notifications/send-mail.js';
import { createAddressGuard } from '../../src/services/outgoing-http/address-guard.js';

const send = createSendMail(createAddressGuard(['127.0.0.1']));
for (const block of JSON.parse(process.argv[2] ?? '[]') as Record<string, unknown>[]) {
  await send(block, { subject: 'Encrypted', body: 'Nobody between us reads this.' });
}
