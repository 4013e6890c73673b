// Whether a request is a CloudEvent, in either of its HTTP forms, and the event it means. The library reads and checks it.
import { HTTP, type CloudEvent } from 'cloudevents';
import type { CloudEventReading } from '../../domain/templates/request-headers.js';
import { eventOfCloudEvent } from '../../domain/webhooks/cloud-event.js';
import type { RawRequest } from '../../domain/webhooks/webhook-request.js';

/** Never throws: why a request is no CloudEvent is part of the answer. */
export function readCloudEvent({ headers, bodyText }: RawRequest): CloudEventReading {
  const isStructured = (headers['content-type'] ?? '').toLowerCase().startsWith('application/cloudevents');
  if (!isStructured && headers['ce-specversion'] === undefined && headers['ce-id'] === undefined) {
    return { problem: 'it has neither ce- headers nor the content type application/cloudevents+json' };
  }
  try {
    const read = HTTP.toEvent({ headers: { ...headers }, body: bodyText === '' ? undefined : bodyText });
    if (Array.isArray(read)) return { problem: 'a batch is not taken; send the CloudEvents one by one' };
    const cloudEvent = read as CloudEvent<unknown>;
    cloudEvent.validate();
    return { event: JSON.stringify(eventOfCloudEvent(cloudEvent.toJSON())) };
  } catch (error) {
    return { problem: sentenceOf(error) };
  }
}

function sentenceOf(error: unknown): string {
  const { message, errors } = error as { message?: string; errors?: readonly { message?: string }[] | null };
  const details = (errors ?? []).flatMap((detail) => detail.message ?? []).join('; ');
  return [message ?? String(error), details].filter((part) => part !== '').join(': ');
}
