// The rest of the platform for workers elsewhere: what tasks share. Blocks come with their secrets in clear, which is why
// every route here is for workers alone.
import { z } from 'zod';
import { blockAddressSchema, loadedBlockSchema, saveBlockSchema } from '../../domain/blocks/block-documents.js';
import { cachedResultSchema } from '../../domain/cached-results.js';
import { slotAnswerSchema, slotRequestSchema } from '../../domain/concurrency-limits.js';
import { setVariableSchema, variableReadingSchema } from '../../domain/variables.js';
import { createPlatform } from '../../services/platform.js';
import type { ServiceContext } from '../../services/service-context.js';
import { idSchema } from '../route-documents.js';
import type { AnyRoute } from '../route.js';
import { workerCall } from '../worker-call.js';

const taskRunBody = z.object({ task_run_id: idSchema });

export function platformSharingRoutes(context: ServiceContext): AnyRoute[] {
  const platform = createPlatform(context);
  return [
    workerCall({
      path: 'load-block',
      summary: 'Gives the data of a block with its secrets in clear.',
      body: blockAddressSchema,
      gives: loadedBlockSchema,
      problems: ['not-found', 'secret-unreadable'],
      call: (body) => platform.loadBlock(body),
    }),
    workerCall({
      path: 'save-block',
      summary: 'Saves a block under its name.',
      body: saveBlockSchema,
      problems: ['not-found', 'conflict'],
      call: (body) => platform.saveBlock(body),
    }),
    workerCall({
      path: 'read-variable',
      summary: 'Gives the value of a variable; null when there is none.',
      body: z.object({ name: z.string() }),
      gives: variableReadingSchema.nullable(),
      call: ({ name }) => platform.readVariable(name),
    }),
    workerCall({
      path: 'set-variable',
      summary: 'Sets a variable.',
      body: setVariableSchema,
      problems: ['conflict'],
      call: (body) => platform.setVariable(body),
    }),
    workerCall({
      path: 'read-cached-result',
      summary: 'Gives the task result kept under a key; null when there is none.',
      body: z.object({ key: z.string() }),
      gives: cachedResultSchema.nullable(),
      call: ({ key }) => platform.readCachedResult(key),
    }),
    workerCall({
      path: 'write-cached-result',
      summary: 'Keeps a task result for other runs.',
      body: cachedResultSchema,
      call: (body) => platform.writeCachedResult(body),
    }),
    workerCall({
      path: 'claim-slots',
      summary: 'Asks for a slot of every limit on the tags of a task run.',
      body: slotRequestSchema,
      gives: slotAnswerSchema,
      call: (body) => platform.claimSlots(body),
    }),
    workerCall({
      path: 'renew-slots',
      summary: 'Holds the slots of a task run longer; false when it has none.',
      body: taskRunBody,
      gives: z.boolean(),
      call: ({ task_run_id }) => platform.renewSlots(task_run_id),
    }),
    workerCall({
      path: 'release-slots',
      summary: 'Gives back the slots of a task run.',
      body: taskRunBody,
      call: ({ task_run_id }) => platform.releaseSlots(task_run_id),
    }),
  ];
}
