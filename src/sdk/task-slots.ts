// One task run and the limits on its tags: it asks the platform for a slot of each, waits in line, and gives them back.
// The wait is a timer and a signal, both durable; while the task runs, its worker keeps the slots by signs of life, so a
// run whose worker is lost does not hold them for ever.
import { CancellationScope, condition, defineSignal, setHandler } from '@temporalio/workflow';
import { SLOT_FREE_SIGNAL, type SlotFree } from '../contract/messages.js';
import type { SlotRequest } from '../domain/concurrency-limits.js';
import type { FlowRun } from './flow-run.js';
import { callPlatform } from './platform-call.js';

const slotFree = defineSignal<[SlotFree]>(SLOT_FREE_SIGNAL);
/** Who waits for slots or holds them in which run. Runs share this module, so it must not keep them. */
const listeners = new WeakMap<FlowRun, Map<string, () => void>>();

export class TaskSlots {
  /** Whether slots are held, so that the worker must keep them. */
  held = false;
  private inLine = false;

  constructor(
    private readonly run: FlowRun,
    private readonly request: SlotRequest,
  ) {}

  /**
   * Waits for its turn. Resolves at once when none of the tags has a limit.
   *
   * @param onWaiting - called once when it has to wait
   */
  async claim(onWaiting: () => void = () => undefined): Promise<void> {
    this.inLine = true;
    for (let waits = 0; ; waits += 1) {
      const told = this.listen();
      const answer = await callPlatform('sluiceClaimSlots', this.request);
      this.held = answer.status === 'granted';
      this.inLine = answer.status !== 'unlimited';
      if (answer.status === 'unlimited') this.stopListening();
      if (answer.status !== 'waiting') return;
      if (waits === 0) onWaiting();
      await condition(() => told.free, answer.ask_again_seconds * 1000);
    }
  }

  /** Gives back what is held or waited for, also when the run is being cancelled. */
  async release(): Promise<void> {
    this.stopListening();
    if (!this.inLine) return;
    this.inLine = false;
    this.held = false;
    await leave(this.request.task_run_id);
  }

  /** Listens from before the question, so that no word is missed between answer and wait. */
  private listen(): { free: boolean } {
    const told = { free: false };
    const known = listeners.get(this.run) ?? listenIn(this.run);
    known.set(this.request.task_run_id, () => (told.free = true));
    return told;
  }

  private stopListening(): void {
    listeners.get(this.run)?.delete(this.request.task_run_id);
  }
}

function listenIn(run: FlowRun): Map<string, () => void> {
  const known = new Map<string, () => void>();
  listeners.set(run, known);
  const tell = ({ task_run_id: id }: SlotFree): Promise<void> | void => {
    const told = known.get(id);
    if (told) return told();
    // A question that was given up and asked again may arrive after all when its task is done: the place is nobody's.
    return leave(id);
  };
  setHandler(slotFree, tell, {
    description: 'Tells a waiting task run that a slot of its concurrency limits is free.',
  });
  return known;
}

function leave(taskRunId: string): Promise<void> {
  return CancellationScope.nonCancellable(() => callPlatform('sluiceReleaseSlots', taskRunId));
}
