// What an automation's workflow holds: the compiled trigger with its state, the clock it evaluates by, the firings that
// wait to be started. Events are evaluated at the moment they were received, so a backlog gives the same firings as a
// quiet day; what is due before an event is judged before it.
import type {
  AutomationCarry,
  AutomationDefinition,
  AutomationEvent,
  AutomationExplanation,
  FiringRequest,
  LostState,
  RecentFiring,
  WithheldFiring,
} from '../src/contract/automations.js';
import { causalDepth } from '../src/domain/events/causal-chain.js';
import type { ReceivedEvent } from '../src/domain/events/event.js';
import { deriveId } from '../src/domain/ids.js';
import { formatInstantUs, parseInstantUs } from '../src/domain/instants.js';
import { runAbsencesOf } from '../src/domain/triggers/absences.js';
import { compileTrigger, type CompiledTrigger } from '../src/domain/triggers/compile.js';
import { evaluateTrigger } from '../src/domain/triggers/evaluate.js';
import { receiveEvent } from '../src/domain/triggers/receive.js';
import { countOpenWindows, explainTrigger } from '../src/domain/triggers/explain.js';
import { readTriggerState } from '../src/domain/triggers/read-trigger-state.js';
import { createTriggerState, type Firing, type TriggerState } from '../src/domain/triggers/trigger-state.js';
import { nextWakeUs } from '../src/domain/triggers/wake.js';

/** An automation that fires more often than this stops itself. */
const MOST_FIRINGS_A_MINUTE = 600;
/** A chain of firings longer than this feeds itself. */
const MOST_DEPTH = 10;
const KEPT_FIRINGS = 20;
const KEPT_OPEN_FIRINGS = 200;
const MINUTE_MS = 60_000;

export class AutomationRun {
  definition: AutomationDefinition;
  /** Counts edits, so that a wait notices one. */
  edits = 0;
  readonly openFirings: Set<string>;
  recentFirings: RecentFiring[];
  /** The last time that an upgrade could not read what had been gathered. */
  stateLost: LostState | null;
  private withheld: WithheldFiring[];
  private compiled: CompiledTrigger;
  private state: TriggerState;
  private nowUs: number;
  private budget: number[];
  private depths = new Map<string, number>();
  private pending: FiringRequest[];
  private deepest = 0;

  constructor(definition: AutomationDefinition, carry: AutomationCarry | undefined) {
    this.definition = definition;
    this.compiled = compileTrigger(definition.trigger);
    this.nowUs = carry?.now_us ?? parseInstantUs(definition.since);
    this.stateLost = carry?.state_lost ?? null;
    this.state = carry ? this.takeOver(carry) : createTriggerState(this.compiled, this.nowUs);
    // Firings of earlier Temporal runs end unnoticed; the newest are kept so that a stop reaches them.
    this.openFirings = new Set(carry?.open_firings.slice(-KEPT_OPEN_FIRINGS));
    this.recentFirings = [...(carry?.recent_firings ?? [])];
    this.withheld = [...(carry?.withheld ?? [])];
    this.budget = [...(carry?.budget ?? [])];
    this.pending = [...(carry?.pending ?? [])];
  }

  /** Takes an edit: another trigger or split starts afresh, other actions or another name do not. */
  define(next: AutomationDefinition): void {
    const same =
      JSON.stringify(next.trigger) === JSON.stringify(this.definition.trigger) &&
      next.shards === this.definition.shards;
    this.edits += 1;
    this.definition = next;
    if (same) return;
    this.stateLost = null;
    this.compiled = compileTrigger(next.trigger);
    this.state = createTriggerState(this.compiled, parseInstantUs(next.since));
    this.nowUs = Math.max(this.nowUs, parseInstantUs(next.since));
  }

  takeEvents(events: readonly AutomationEvent[]): void {
    for (const event of events) {
      const { leader_received: leaderReceived, ...plain } = event;
      // A clock set back between two servers must not make time go back here.
      this.nowUs = Math.max(this.nowUs, parseInstantUs(event.received));
      this.depths.set(event.id, causalDepth(event));
      this.collect(receiveEvent(this.compiled, this.state, plain, this.nowUs, leaderReceived).firings, event);
    }
    this.depths = new Map([...this.depths].slice(-1000));
  }

  /** Lets time pass up to now, epoch milliseconds. */
  passTimeTo(nowMs: number): void {
    this.nowUs = Math.max(this.nowUs, nowMs * 1000);
    this.collect(evaluateTrigger(this.compiled, this.state, { kind: 'tick' }, this.nowUs).firings, null);
  }

  /** When something is due next, epoch milliseconds rounded up; null when only an event can change anything. */
  dueAtMs(): number | null {
    const wakeUs = nextWakeUs(this.compiled, this.state);
    return wakeUs === null ? null : Math.ceil(wakeUs / 1000);
  }

  /** The first firings that wait to be started. */
  nextFirings(limit: number): FiringRequest[] {
    return this.pending.slice(0, limit);
  }

  /** Called once they are started, or were found not to stand. */
  forgetPending(requests: readonly FiringRequest[]): void {
    const done = new Set(requests);
    this.pending = this.pending.filter((request) => !done.has(request));
  }

  /** Whether a firing says that a flow run did not do something. */
  restsOnRunAbsence({ firing }: FiringRequest): boolean {
    return runAbsencesOf(this.compiled, firing).length > 0;
  }

  /** Notes that an absence is not acted on, and why. */
  withhold({ id, firing }: FiringRequest, reason: string): void {
    this.recentFirings = this.recentFirings.filter((recent) => recent.id !== id);
    const note = { triggered: firing.triggered, labels: firing.triggering_labels, reason };
    this.withheld = [...this.withheld, note].slice(-KEPT_FIRINGS);
  }

  /** Why the automation must stop, if it must: it fires without measure, or its own firings set it off. */
  overBudget(): string | null {
    if (this.deepest > MOST_DEPTH) {
      return `Stopped: a chain of ${this.deepest} firings led back to this automation (at most ${MOST_DEPTH}).`;
    }
    if (this.budget.length <= MOST_FIRINGS_A_MINUTE) return null;
    return `Stopped: it fired ${this.budget.length} times within a minute (at most ${MOST_FIRINGS_A_MINUTE}).`;
  }

  openBuckets(): number {
    return countOpenWindows(this.compiled, this.state);
  }

  explain(): AutomationExplanation {
    return {
      automation_id: this.definition.id,
      enabled: true,
      since: this.definition.since,
      explanation: explainTrigger(this.compiled, this.state, Math.max(this.nowUs, Date.now() * 1000)),
      recent_firings: this.recentFirings,
      withheld: this.withheld,
      state_lost: this.stateLost,
    };
  }

  toCarry(): AutomationCarry {
    return {
      state: this.state,
      now_us: this.nowUs,
      open_firings: [...this.openFirings],
      recent_firings: this.recentFirings,
      budget: this.budget,
      withheld: this.withheld,
      pending: this.pending,
      state_lost: this.stateLost,
    };
  }

  /**
   * What was carried, also by an earlier version. What cannot be read is lost: evaluation begins just after the last moment
   * that was evaluated, so that nothing is counted twice and new firings are not taken for those that were.
   */
  private takeOver({ state, now_us: nowUs }: AutomationCarry): TriggerState {
    const read = readTriggerState(state, this.compiled);
    if (read.state) return read.state;
    this.nowUs = nowUs + 1;
    this.stateLost = { at: formatInstantUs(this.nowUs), reason: read.problem };
    return createTriggerState(this.compiled, this.nowUs);
  }

  private collect(firings: readonly Firing[], event: ReceivedEvent | null): void {
    if (firings.length === 0) return;
    // By when the events were received: a backlog that is caught up with is as many firings as the days it is from.
    const nowMs = Math.floor(this.nowUs / 1000);
    this.budget = this.budget.filter((at) => at > nowMs - MINUTE_MS);
    for (const firing of firings) {
      const { id: automationId, shard } = this.definition;
      const source = shard === 0 ? automationId : `${automationId}/${shard}`;
      const id = deriveId('firing', source, this.state.createdUs, firing.sequence);
      const led = firing.triggering_events.map((eventId) => this.depths.get(eventId) ?? 0);
      const depth = Math.max(0, event ? causalDepth(event) : 0, ...led) + 1;
      this.deepest = Math.max(this.deepest, depth);
      if (depth > MOST_DEPTH) continue;
      this.budget.push(nowMs);
      // Past the budget the automation is about to stop; what goes beyond is not done any more.
      if (this.budget.length > MOST_FIRINGS_A_MINUTE) continue;
      this.pending.push({ id, automation: this.definition, firing, depth });
      this.recentFirings.push({
        id,
        triggered: firing.triggered,
        state: firing.state,
        labels: firing.triggering_labels,
        event: firing.triggering_event,
      });
    }
    this.recentFirings = this.recentFirings.slice(-KEPT_FIRINGS);
  }
}
