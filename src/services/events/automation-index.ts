// Which automations an event concerns, and which workflow of theirs: looked up by the event's name first (whole, or by how
// a pattern begins), then by the resource's id, so that a thousand automations cost an event little more than one.
import {
  compileTrigger,
  coversEvent,
  type CompiledTrigger,
  type EventNode,
  type MetricNode,
} from '../../domain/triggers/compile.js';
import { RESOURCE_ID_LABEL, type Event } from '../../domain/events/event.js';
import { shardLabels, shardOf } from '../../domain/triggers/shards.js';
import type { StoredAutomation } from '../../store/store.js';

/** One workflow of an automation. */
export interface Recipient {
  readonly automationId: string;
  readonly shard: number;
}

interface Entry {
  readonly id: string;
  readonly leaf: EventNode | MetricNode;
  readonly labels: readonly string[];
  readonly shards: number;
  /** ISO 8601 with microseconds: what was received before concerns the automation as it was then, or nobody. */
  readonly since: string;
}

/** Metrics are made of the states of flow runs, and of nothing else. */
const METRIC_EVENTS = 'prefect.flow-run.';

export class AutomationIndex {
  private readonly byName = new Map<string, Shelf>();
  private readonly byBeginning = new Map<string, Shelf>();
  private lengths: number[] = [];

  constructor(automations: readonly StoredAutomation[]) {
    for (const { automation, since } of automations) {
      const { id, trigger, shards = 1 } = automation;
      this.add(compileTrigger(trigger), { id, shards, since, labels: shardLabels(trigger) });
    }
    this.lengths = [...new Set([...this.byBeginning.keys()].map(({ length }) => length))];
  }

  /**
   * Who has to hear of an event, each once.
   *
   * @param received - when it was received, ISO 8601 with microseconds; automations that were made, switched on or changed
   *   after that do not hear of it. @default now
   */
  interested(event: Event, received?: string): Recipient[] {
    const found = new Map<string, Recipient>();
    const look = (shelf: Shelf | undefined) => {
      for (const { id, leaf, labels, shards, since } of shelf?.candidates(event) ?? []) {
        if (found.has(id) || (received !== undefined && received < since) || !coversEvent(leaf, event)) continue;
        found.set(id, { automationId: id, shard: shardOf(event, labels, shards) });
      }
    };
    look(this.byName.get(event.event));
    for (const length of this.lengths) look(this.byBeginning.get(event.event.slice(0, length)));
    return [...found.values()];
  }

  private add({ nodes }: CompiledTrigger, automation: Omit<Entry, 'leaf'>): void {
    for (const leaf of nodes) {
      if (leaf.kind === 'composite') continue;
      for (const name of namesOf(leaf)) {
        const beginning = beginningOf(name);
        if (beginning === null) shelfOf(this.byName, name).add({ ...automation, leaf });
        else shelfOf(this.byBeginning, beginning).add({ ...automation, leaf });
      }
    }
  }
}

/** The names that a leaf is about. An empty `expect` is about every event, whatever `after` names. */
function namesOf(leaf: EventNode | MetricNode): Set<string> {
  if (leaf.kind === 'metric') return new Set([`${METRIC_EVENTS}*`]);
  const { expect, after } = leaf.trigger;
  return new Set(expect.length === 0 ? ['*'] : [...expect, ...after]);
}

/** How every event name begins that a pattern may fit; null for a plain name, which fits itself alone. */
function beginningOf(pattern: string): string | null {
  const [beginning = '', ...rest] = pattern.split(/[*?[]/);
  return rest.length === 0 ? null : beginning;
}

/** Leaves that look at the same names, told apart by the id of the resource where that is named in full. */
class Shelf {
  private readonly byResource = new Map<string, Entry[]>();
  private readonly others: Entry[] = [];

  add(entry: Entry): void {
    const ids = resourceIds(entry.leaf);
    if (ids === null) this.others.push(entry);
    for (const id of ids ?? []) {
      const entries = this.byResource.get(id);
      if (entries) entries.push(entry);
      else this.byResource.set(id, [entry]);
    }
  }

  *candidates({ resource }: Event): Generator<Entry> {
    yield* this.byResource.get(resource[RESOURCE_ID_LABEL] ?? '') ?? [];
    yield* this.others;
  }
}

/** The only resources a leaf is about; null when it names none, or names them by patterns. */
function resourceIds({ trigger }: EventNode | MetricNode): readonly string[] | null {
  if (!Object.hasOwn(trigger.match, RESOURCE_ID_LABEL)) return null;
  const wanted = trigger.match[RESOURCE_ID_LABEL] as string | readonly string[];
  const ids = typeof wanted === 'string' ? [wanted] : wanted;
  return ids.some((id) => /[*?[]|^!/.test(id)) ? null : ids;
}

function shelfOf(shelves: Map<string, Shelf>, name: string): Shelf {
  const found = shelves.get(name) ?? new Shelf();
  shelves.set(name, found);
  return found;
}
