// The variable `headers` of webhook templates: read without regard to case, as HTTP has it. It also knows the CloudEvent that
// its request was, which the filter `from_cloud_event` gives.
import { Dict } from './dict.js';
import { filter, type FilterTable } from './filter.js';
import { typeError, valueError } from './template-error.js';
import { isText, textOf } from './text-values.js';
import type { Value } from './values.js';

/** The JSON text of the event that a CloudEvent means, or why the request is none. */
export type CloudEventReading = { readonly event: string } | { readonly problem: string };

export class RequestHeaders extends Dict {
  constructor(
    headers: Readonly<Record<string, string>>,
    readonly cloudEvent: CloudEventReading,
  ) {
    super();
    for (const [name, value] of Object.entries(headers)) this.set(name.toLowerCase(), value);
  }

  override get(key: Value): Value | undefined {
    return super.get(lowered(key));
  }
  override contains(value: Value): boolean {
    return super.contains(lowered(value));
  }
}

const lowered = (key: Value): Value => (isText(key) ? textOf(key).toLowerCase() : key);

export const requestFilters: FilterTable = new Map([
  [
    'from_cloud_event',
    filter(['headers'], (_body, [headers]) => {
      if (!(headers instanceof RequestHeaders)) throw typeError('from_cloud_event expects the headers of the request');
      const { cloudEvent } = headers;
      if ('problem' in cloudEvent) throw valueError(`The request is no CloudEvent: ${cloudEvent.problem}`);
      return cloudEvent.event;
    }),
  ],
]);
