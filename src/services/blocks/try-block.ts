// Use case: send a test message by a block, and tell what came of it. It goes the way that notifications go, guards and
// all. What is told leaves this process, so it holds no secret of the block, nor what the other server wrote, which may
// repeat the address it was called by.
import type { BlockTrial } from '../../domain/blocks/block-trial.js';
import { mapSecrets } from '../../domain/blocks/secret-fields.js';
import { isSluiceError, SluiceError } from '../../domain/errors.js';
import { CHANNEL_BLOCK_SLUGS } from '../../domain/notifications.js';
import { RevealedSecrets } from '../../domain/revealed-secrets.js';
import { sendNotification, type NotificationSenders } from '../notifications/send-notification.js';
import type { ServiceContext } from '../service-context.js';
import { openBlock, type OpenedBlock } from './open-block.js';

const SENDING_SLUGS: ReadonlySet<string> = new Set(Object.values(CHANNEL_BLOCK_SLUGS));

/**
 * @param to - whom a mail goes to, instead of those the block names; for other kinds there is nobody to name
 * @throws `not-found`; `definition-invalid` for a block of a kind that sends nothing; `request-invalid` for a mail to
 *   nobody, or somebody where the kind has its own address
 */
export async function tryBlock(
  context: ServiceContext,
  senders: NotificationSenders,
  id: string,
  to: string | null,
): Promise<BlockTrial> {
  const block = await openBlock(context, id);
  const { slug, name } = block;
  if (!SENDING_SLUGS.has(slug)) {
    throw new SluiceError('definition-invalid', `A block of the type '${slug}' cannot send notifications.`);
  }
  assertReceiverFits(slug === CHANNEL_BLOCK_SLUGS.email, to);
  const data = to === null ? block.data : { ...block.data, email_to: [to] };
  const message = {
    subject: 'Test message from Sluice',
    body: `Sent to try out the block ${name ?? id}. Nothing needs to be done.`,
  };
  try {
    const status = await sendNotification(senders, slug, data, message, { idempotencyKey: context.newId() });
    return { ok: true, status, reason: null };
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    const { status, host } = error.details;
    if (typeof status !== 'number') return { ok: false, status: null, reason: secretsOf(block).mask(error.message) };
    return { ok: false, status, reason: `${String(host)} answered with status ${status}.` };
  }
}

function assertReceiverFits(isMail: boolean, to: string | null): void {
  if (isMail === (to !== null)) return;
  const message = isMail
    ? 'expected the address to send the test message to'
    : 'expected none: where this kind of block sends to is in the block';
  throw new SluiceError('request-invalid', `The receiver does not fit: ${message}`, {
    fields: [{ path: 'to', message }],
  });
}

/** The block's secrets, also in the forms in which a login says them and a mail server may repeat them. */
function secretsOf({ data, secretPaths }: OpenedBlock): RevealedSecrets {
  const revealed = new RevealedSecrets();
  const { username } = data;
  mapSecrets(data, secretPaths, (secret) => {
    revealed.add(secret);
    if (typeof secret === 'string') {
      const login = typeof username === 'string' ? `\u0000${username}\u0000${secret}` : secret;
      for (const text of [secret, login]) revealed.add(Buffer.from(text).toString('base64'));
    }
    return secret;
  });
  return revealed;
}
