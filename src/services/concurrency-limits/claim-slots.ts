// Use case: a task run asks for a slot of every limit on its tags. It gets all or none; while it waits it keeps its
// place, and a place whose run has ended without a word is taken out of its way.
import { SLOT_LEASE_SECONDS, type SlotAnswer, type SlotRequest } from '../../domain/concurrency-limits.js';
import { addSeconds, secondsBetween } from '../../domain/instants.js';
import type { SlotRow } from '../../store/repositories/concurrency-limits.js';
import type { Repositories } from '../../store/store.js';
import { nowInstant, type ServiceContext } from '../service-context.js';
import { blockersOf, isNextInLine, isShut } from './slot-line.js';

/**
 * Whoever is next asks again when the lease before it may have run out, and now and then, should the word that a slot is
 * free be lost; the others when they are told.
 */
const SHORTEST_WAIT_SECONDS = 1;
const NEXT_WAIT_SECONDS = 20;
const LONGEST_WAIT_SECONDS = 300;
const MOST_CHECKED_RUNS = 10;

/** Asked again, a request keeps its place in line. */
export async function claimSlots(context: ServiceContext, request: SlotRequest): Promise<SlotAnswer> {
  const claim = () => context.store.transaction((repositories) => claimOnce(context, repositories, request));
  const first = await claim();
  if (first.answer.status !== 'waiting') return first.answer;
  const ended = await findEndedRuns(context, request, first.blockers);
  if (ended.length === 0) return first.answer;
  await context.store.concurrencyLimits.leave(ended);
  return (await claim()).answer;
}

/** What a lease that begins now lasts until. */
export function leaseEnd(context: Pick<ServiceContext, 'now'>): string {
  return addSeconds(nowInstant(context), SLOT_LEASE_SECONDS);
}

interface Claim {
  readonly answer: SlotAnswer;
  readonly blockers: readonly SlotRow[];
}

async function claimOnce(
  context: ServiceContext,
  { concurrencyLimits }: Repositories,
  request: SlotRequest,
): Promise<Claim> {
  const limits = await concurrencyLimits.lock([...new Set(request.tags)]);
  const tags = [...limits.keys()];
  if (tags.length === 0) return { answer: { status: 'unlimited' }, blockers: [] };
  await concurrencyLimits.queue(request, tags);
  const line = await concurrencyLimits.line(tags);
  const blockers = blockersOf(line, limits, request.task_run_id);
  if (blockers.length === 0 && !isShut(line, limits, request.task_run_id)) {
    await concurrencyLimits.grant(request.task_run_id, leaseEnd(context));
    return { answer: { status: 'granted' }, blockers };
  }
  const isNext = isNextInLine(line, limits, request.task_run_id);
  return { answer: { status: 'waiting', ask_again_seconds: secondsToWait(context, isNext, blockers) }, blockers };
}

function secondsToWait(context: ServiceContext, isNext: boolean, blockers: readonly SlotRow[]): number {
  if (!isNext) return LONGEST_WAIT_SECONDS;
  const instant = nowInstant(context);
  const leases = blockers.flatMap(({ lease_expires_at }) => lease_expires_at ?? []);
  const left = leases.map((expiresAt) => secondsBetween(instant, expiresAt));
  return Math.max(Math.min(NEXT_WAIT_SECONDS, ...left), SHORTEST_WAIT_SECONDS);
}

/** Task runs in the way whose workflow is closed or gone: Temporal knows, whatever the record says. */
async function findEndedRuns(
  { temporal, log }: ServiceContext,
  { workflow_id }: SlotRequest,
  blockers: readonly SlotRow[],
): Promise<string[]> {
  const workflows = [...new Set(blockers.map((place) => place.workflow_id))].filter((id) => id !== workflow_id);
  const ended = new Set<string>();
  for (const id of workflows.slice(0, MOST_CHECKED_RUNS)) {
    try {
      const execution = await temporal.describeFlowRun(id);
      if (execution === undefined || execution.status !== 'running') ended.add(id);
    } catch (error) {
      log.warn({ err: error, workflow_id: id }, 'could not tell whether the holder of a slot still runs');
    }
  }
  return blockers.filter((place) => ended.has(place.workflow_id)).map(({ task_run_id }) => task_run_id);
}
