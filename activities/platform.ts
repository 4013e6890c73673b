// The activities every worker carries: the run's record on its way to the platform, and what a run asks the platform,
// whichever way that is reached.
import { Context } from '@temporalio/activity';
import { failureOf } from '../src/contract/failures.js';
import type { FlowRunEnd, Platform, PlatformActivities } from '../src/contract/platform.js';
import { mapSecrets } from '../src/domain/blocks/secret-fields.js';
import { isSluiceError, type ErrorCode } from '../src/domain/errors.js';
import { secretReference } from '../src/domain/secret-references.js';
import { createNotify } from './notify.js';

const POLL_INTERVAL_MS = 500;
/** A run that was started a moment ago may not be on record yet. */
const RECORD_PATIENCE_MS = 60_000;

export interface PlatformActivityOptions {
  /** Private addresses that notifications may go to: names, addresses, networks, or `*` for any. @default none */
  readonly allowPrivateAddresses?: readonly string[];
}

/** Platform activities over a platform, in process or over HTTP. */
export function createPlatformActivities(
  platform: Platform,
  { allowPrivateAddresses = [] }: PlatformActivityOptions = {},
): PlatformActivities {
  return refusingForGood({
    sluiceRecordRun: (batch) => platform.recordRun(batch),
    sluiceSendInput: (delivery) => platform.sendInput(delivery),
    sluiceLoadBlock: async (address) => {
      const { data, secret_fields } = await platform.loadBlock(address);
      const paths = secret_fields.map((path) => path.split('.'));
      return mapSecrets(data, paths, (_, path) => secretReference(address, path));
    },
    sluiceSaveBlock: (request) => platform.saveBlock(request),
    sluiceReadVariable: (name) => platform.readVariable(name),
    sluiceSetVariable: (request) => platform.setVariable(request),
    sluiceReadCachedResult: (key) => platform.readCachedResult(key),
    sluiceWriteCachedResult: (result) => platform.writeCachedResult(result),
    sluiceClaimSlots: (request) => platform.claimSlots(request),
    sluiceReleaseSlots: (taskRunId) => platform.releaseSlots(taskRunId),
    sluiceRunDeployment: (request) => platform.runDeployment(request),
    sluiceCarry: () => Promise.resolve(),
    sluiceNotify: createNotify(platform, allowPrivateAddresses),
    sluiceAwaitFlowRun: (flowRunId) => awaitFlowRun(platform, flowRunId),
  });
}

async function awaitFlowRun(platform: Platform, flowRunId: string): Promise<FlowRunEnd> {
  const context = Context.current();
  const knownByMs = Date.now() + RECORD_PATIENCE_MS;
  for (;;) {
    try {
      const end = await platform.readFlowRunEnd(flowRunId);
      if (end) return end;
    } catch (error) {
      if (!isSluiceError(error, 'flow-run-not-found') || Date.now() > knownByMs) throw error;
    }
    await context.sleep(POLL_INTERVAL_MS);
  }
}

const UNREACHABLE: ReadonlySet<ErrorCode> = new Set([
  'platform-unavailable',
  'store-unavailable',
  'temporal-unavailable',
]);

/** What the platform refuses is an answer, and not tried again; that it cannot be reached is none. */
function refusingForGood(activities: PlatformActivities): PlatformActivities {
  type Call = (...args: unknown[]) => Promise<unknown>;
  const entries = Object.entries(activities).map(([name, call]): [string, Call] => [
    name,
    async (...args) => {
      try {
        return await (call as Call)(...args);
      } catch (error) {
        throw isSluiceError(error) && !UNREACHABLE.has(error.code) ? failureOf(error) : error;
      }
    },
  ]);
  return Object.fromEntries(entries) as unknown as PlatformActivities;
}
