// The inputs of a run, in the order they came, kept across suspension and roll-over. What was not read is never dropped,
// nor what was read since the run last rolled over, since a new pass (after a suspension, for a retry) reads it again from
// there. A roll-over leaves the rest behind, of which the newest stay, up to a bound, for receivers made later. A run that
// never rolls over therefore carries all it has read: the claim check takes that out of Temporal's way, and where no payload
// store is configured a carry over Temporal's limit for payloads makes the run wait, visibly, rather than lose an input.
import type { InboxAnswer } from '../contract/messages.js';
import type { RunInputMessage } from '../domain/inputs.js';

export interface InboxEntry extends RunInputMessage {
  /** Place in the order of arrival, from 1. */
  readonly sequence: number;
  readonly read: boolean;
  /** Characters of the value's JSON text. */
  readonly size: number;
}

export interface InboxCarry {
  readonly entries: readonly InboxEntry[];
  readonly next_sequence: number;
  /** Keys of inputs that are no longer kept, newest last: a late repeat of one is still recognised. */
  readonly dropped_keys: readonly string[];
}

/** How much of what a roll-over leaves behind is kept for receivers that are made later. */
const KEPT_BEHIND_ENTRIES = 500;
const KEPT_BEHIND_CHARACTERS = 256_000;
const KEPT_KEYS = 2000;

export class Inbox {
  private entries: InboxEntry[];
  private nextSequence: number;
  private readonly keys: Set<string>;
  private readonly droppedKeys: string[];
  private readonly unread = { count: 0, size: 0 };

  constructor(carry: InboxCarry | undefined) {
    this.entries = [...(carry?.entries ?? [])];
    this.nextSequence = carry?.next_sequence ?? 1;
    this.droppedKeys = [...(carry?.dropped_keys ?? [])];
    for (const entry of this.entries) if (!entry.read) count(this.unread, entry.size, 1);
    this.keys = new Set([...this.droppedKeys, ...this.entries.map(({ key }) => key)]);
  }

  /** Place of the newest input; 0 before the first. */
  get lastSequence(): number {
    return this.nextSequence - 1;
  }

  /** How much nobody has read yet. */
  describe(): InboxAnswer {
    return { unread_count: this.unread.count, unread_bytes: this.unread.size };
  }

  /** Takes an input in; a repeated key changes nothing. Tells whether it was new. */
  add(message: RunInputMessage): boolean {
    if (this.keys.has(message.key)) return false;
    this.keys.add(message.key);
    const size = JSON.stringify(message.value)?.length ?? 0;
    this.entries.push({ ...message, sequence: this.nextSequence++, read: false, size });
    count(this.unread, size, 1);
    return true;
  }

  /** Takes an input away that nobody has read; if it comes later, it is as if it came again. */
  withdraw(key: string): void {
    const index = this.entries.findIndex((entry) => entry.key === key);
    const entry = this.entries[index];
    if (entry?.read ?? this.keys.has(key)) return;
    if (entry) {
      this.entries.splice(index, 1);
      count(this.unread, entry.size, -1);
    }
    this.keys.add(key);
    this.dropKeys([key]);
  }

  /** The first input after a place in the order that fits. */
  find(after: number, fits: (entry: InboxEntry) => boolean): InboxEntry | undefined {
    for (let index = this.firstAfter(after); index < this.entries.length; index += 1) {
      const entry = this.entries[index] as InboxEntry;
      if (fits(entry)) return entry;
    }
    return undefined;
  }

  markRead(sequence: number): void {
    const index = this.firstAfter(sequence - 1);
    const entry = this.entries[index];
    if (entry?.sequence !== sequence || entry.read) return;
    this.entries[index] = { ...entry, read: true };
    count(this.unread, entry.size, -1);
  }

  /** The run rolls over: of what was read, and is not read again by the next pass, the oldest goes, past the bound. */
  leaveBehind(readAgain: ReadonlySet<number>): void {
    const kept = { count: 0, size: 0 };
    const dropped: string[] = [];
    const newestFirst = [...this.entries].reverse().flatMap((entry): InboxEntry[] => {
      if (!entry.read || readAgain.has(entry.sequence)) return [entry];
      count(kept, entry.size, 1);
      if (kept.count <= KEPT_BEHIND_ENTRIES && kept.size <= KEPT_BEHIND_CHARACTERS) return [entry];
      dropped.push(entry.key);
      return [];
    });
    this.entries = newestFirst.reverse();
    this.dropKeys(dropped.reverse());
  }

  toCarry(): InboxCarry {
    return { entries: this.entries, next_sequence: this.nextSequence, dropped_keys: this.droppedKeys };
  }

  /** The same for a flow that starts over: what was read is behind it. */
  toUnreadCarry(): InboxCarry {
    const read = this.entries.filter((entry) => entry.read).map(({ key }) => key);
    return {
      entries: this.entries.filter((entry) => !entry.read),
      next_sequence: this.nextSequence,
      dropped_keys: [...this.droppedKeys, ...read].slice(-KEPT_KEYS),
    };
  }

  /** Of inputs that are no longer kept, the keys of the newest are. */
  private dropKeys(keys: readonly string[]): void {
    this.droppedKeys.push(...keys);
    const forgotten = this.droppedKeys.splice(0, Math.max(this.droppedKeys.length - KEPT_KEYS, 0));
    for (const key of forgotten) this.keys.delete(key);
  }

  /** Index of the first entry behind a place; entries are in order, with gaps where read ones were let go. */
  private firstAfter(sequence: number): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.entries[middle] as InboxEntry).sequence > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function count(total: { count: number; size: number }, size: number, sign: 1 | -1): void {
  total.count += sign;
  total.size += sign * size;
}
