// Every example of the product on the real server, with the platform's own services behind it.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, it } from 'vitest';
import * as activities from '../../activities/index.js';
import { serveFlows, type ServedFlows } from '../serving/served-flows.js';
import { CONVERSATION_STORIES } from './conversation-stories.js';
import { INVOICE_STORIES } from './invoice-stories.js';
import { keepHistory } from './keep-history.js';
import { STORIES } from './example-stories.js';
import { STATE_HANDLER_STORIES } from './state-handler-stories.js';

const ALL = [...STORIES, ...CONVERSATION_STORIES, ...STATE_HANDLER_STORIES, ...INVOICE_STORIES];

let served: ServedFlows;
beforeAll(async () => {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  served = await serveFlows({ workflowsPath, activities, allowPrivateAddresses: ['127.0.0.0/8'] });
});
afterAll(() => served.close());

describe('examples', () => {
  for (const { name, tell } of ALL) {
    it(name, async () => {
      const id = await tell(served);
      if (process.env.SLUICE_RECORD_HISTORIES) await keepHistory(served, name, id);
    });
  }
});
