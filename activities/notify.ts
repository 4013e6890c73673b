// The activity behind notifiers: finds the channel's address, which flow code never sees, and sends from this worker.
import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Platform } from '../src/contract/platform.js';
import { valueAt } from '../src/domain/blocks/secret-fields.js';
import { SluiceError } from '../src/domain/errors.js';
import { CHANNEL_BLOCK_SLUGS, type NotificationChannel, type NotifyRequest } from '../src/domain/notifications.js';
import { findSecretReferences, replaceSecretReferences } from '../src/domain/secret-references.js';
import { RevealedSecrets } from '../src/domain/revealed-secrets.js';
import { createNotificationSenders, sendNotification } from '../src/services/notifications/send-notification.js';

type Data = Record<string, unknown>;

/** @param allowedPrivate - private addresses that notifications may go to; see address-guard.ts */
export function createNotify(platform: Platform, allowedPrivate: readonly string[]) {
  const senders = createNotificationSenders(allowedPrivate);
  return async ({ channel, notification }: NotifyRequest): Promise<void> => {
    const { info, cancellationSignal: signal } = Context.current();
    const revealed = new RevealedSecrets();
    const data = await dataOf(platform, channel, revealed);
    const idempotencyKey = `${info.workflowExecution?.workflowId ?? ''}:${info.activityId}`;
    try {
      await sendNotification(senders, CHANNEL_BLOCK_SLUGS[channel.type], data, notification, {
        signal,
        idempotencyKey,
      });
    } catch (error) {
      revealed.maskError(error);
      throw passing(error);
    }
  };
}

/** The data of the channel's block, with what the channel says over it; secrets in clear. */
async function dataOf(platform: Platform, channel: NotificationChannel, revealed: RevealedSecrets): Promise<Data> {
  if (channel.type === 'email') {
    const data = await loadData(platform, channel.type, channel.block, revealed);
    return channel.to ? { ...data, email_to: channel.to } : data;
  }
  const { target } = channel;
  const said: Data = {
    ...('url' in target ? { url: target.url } : {}),
    ...(channel.type === 'webhook' && channel.method ? { method: channel.method } : {}),
  };
  const kept = 'block' in target ? await loadData(platform, channel.type, target.block, revealed) : {};
  const headers = channel.type === 'webhook' ? { ...(kept['headers'] as object), ...channel.headers } : {};
  return (await reveal(platform, { ...kept, ...said, headers }, revealed)) as Data;
}

async function loadData(
  platform: Platform,
  type: NotificationChannel['type'],
  name: string,
  revealed: RevealedSecrets,
): Promise<Data> {
  const { data, secret_fields } = await platform.loadBlock({ block_type_slug: CHANNEL_BLOCK_SLUGS[type], name });
  for (const path of secret_fields) revealed.add(valueAt(data, path.replace(/\.\*$/, '').split('.')));
  return { ...data };
}

async function reveal(platform: Platform, value: unknown, revealed: RevealedSecrets): Promise<unknown> {
  const values = new Map<string, unknown>();
  for (const reference of findSecretReferences(value)) {
    const { path, block_type_slug, name } = reference.sluice_secret;
    const { data } = await platform.loadBlock({ block_type_slug, name });
    const secret = valueAt(data, path.split('.'));
    revealed.add(secret);
    values.set(JSON.stringify(reference), secret);
  }
  return replaceSecretReferences(value, (reference) => values.get(JSON.stringify(reference)));
}

/** An answer that will be the same next time is not asked for again: a refusal, any 4xx but those for being busy, and
 * what a mail server turns down for good. */
function passing(error: unknown): unknown {
  if (!(error instanceof SluiceError)) return error;
  const { status, permanent } = error.details;
  const busy = status === 408 || status === 425 || status === 429;
  const refused = permanent === true || (typeof status === 'number' && status < 500 && !busy);
  const hopeless = error.code !== 'outgoing-failed' || refused;
  const { code: type, message, fields, details } = error;
  return ApplicationFailure.create({ message, type, nonRetryable: hopeless, details: [{ fields, details }] });
}
