// Actions that speak to the world: a notification by a block, a webhook call by a block. What is said is a template.
import { isSluiceError } from '../../src/domain/errors.js';
import { TemplateError } from '../../src/domain/templates/template-error.js';
import { openBlock } from '../../src/services/blocks/open-block.js';
import { sendNotification } from '../../src/services/notifications/send-notification.js';
import { ActionFailed, type ActionHandler, type FiringInput } from './action-context.js';
import { templateContext } from './template-context.js';

const NOTIFYING_KINDS: ReadonlySet<string> = new Set([
  'slack-webhook',
  'ms-teams-webhook',
  'webhook',
  'email-server-credentials',
]);
const LONGEST_RESPONSE = 1000;

export const sendNotificationAction: ActionHandler<'send-notification'> = async (input) => {
  const { action, request, services } = input;
  const block = await readBlock(input, action.block_document_id);
  if (!NOTIFYING_KINDS.has(block.slug)) throw new ActionFailed('The referenced block was not a notification block');
  const [subject = '', body = ''] = await render(input, [action.subject, action.body]);
  await deliver(() =>
    sendNotification(
      services.senders,
      block.slug,
      block.data,
      { subject, body },
      { idempotencyKey: request.idempotency_key },
    ),
  );
  return involving(action.block_document_id, block);
};

export const callWebhookAction: ActionHandler<'call-webhook'> = async (input) => {
  const { action, request, services } = input;
  const block = await readBlock(input, action.block_document_id);
  if (block.slug !== 'webhook') throw new ActionFailed('The referenced block was not a webhook block');
  const { url, method, headers, allow_private_urls: allowPrivate, verify } = block.data;
  if (typeof url !== 'string') throw new ActionFailed('The webhook block was invalid: it has no url');
  const [payload = ''] = await render(input, [action.payload]);
  const response = await deliver(() =>
    services.senders.http.send({
      url,
      method: typeof method === 'string' ? method : 'POST',
      headers: { 'idempotency-key': request.idempotency_key, ...(headers as Record<string, string> | undefined) },
      body: payload === '' ? undefined : payload,
      allowPrivate: allowPrivate !== false,
      verify: verify !== false,
    }),
  );
  const answer = { status_code: response.status, response_body: response.text.slice(0, LONGEST_RESPONSE) };
  const details = { ...answer, ...involving(action.block_document_id, block) };
  // A server that is busy or broken may take it later; one that refuses it will refuse it again.
  if (response.status >= 500 || response.status === 429)
    throw new Error(`Webhook call failed: status ${response.status}`);
  if (response.status >= 400) throw new ActionFailed(`Webhook call failed: status ${response.status}`, details);
  return details;
};

/** The block as the action's event names it. */
function involving(id: string, { name, slug }: { readonly name: string | null; readonly slug: string }) {
  return { block: `prefect.block-document.${id}`, block_name: name, block_type: slug };
}

async function render(input: FiringInput, templates: readonly string[]): Promise<string[]> {
  const context = await templateContext(input, templates);
  try {
    return await input.services.templates.render(templates, { action: context });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new ActionFailed(`Template rendering failed: ${error.message}`, { template_error: error.message });
  }
}

async function readBlock(input: FiringInput, id: string) {
  try {
    return await openBlock(input.services.context, id);
  } catch (error) {
    if (!isSluiceError(error, 'not-found')) throw error;
    throw new ActionFailed('The block does not exist');
  }
}

/** An address that is not allowed stays so; anything else may pass. */
async function deliver<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isSluiceError(error)) throw error;
    const status = error.details['status'];
    const refused = typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
    const final = refused || error.details['permanent'] === true;
    if (error.code === 'outgoing-failed' && !final) throw error;
    throw new ActionFailed(error.message, { ...error.details });
  }
}
