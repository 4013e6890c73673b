// The inbox of a run against a model: whatever is sent, repeated, taken away, received, suspended, rolled over and started
// over, each receiver gets the inputs of its kind in order, none lost and none twice, and what is unread is counted right.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Carry } from '../../src/contract/carry.js';
import { Inbox } from '../../src/sdk/inbox.js';

const KINDS = ['a', 'b'] as const;
/** A repeat is known again among so many of the newest inputs at least. */
const KNOWN_AGAIN = 2000;
type Kind = (typeof KINDS)[number];
type Action =
  | { readonly do: 'send' | 'receive'; readonly kind: Kind; readonly count: number }
  | { readonly do: 'send-again' | 'withdraw'; readonly which: number }
  | { readonly do: 'suspend' | 'roll-over' | 'start-over' };

const kind = fc.constantFrom(...KINDS);
/** Seldom many at once, so that some runs read more than a roll-over keeps. */
const count = fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(300, 700) });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('send' as const), kind, count }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('receive' as const), kind, count }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('send-again' as const, 'withdraw'), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('suspend' as const, 'roll-over', 'start-over') }) },
);

/** A run as the engine keeps it: its inbox, and how far its receiver of each kind has come. */
class Subject {
  private inbox = new Inbox(undefined);
  private base: Record<Kind, number> = { a: 0, b: 0 };
  private places: Record<Kind, number> = { a: 0, b: 0 };

  send(of: Kind, key: string): void {
    this.inbox.add({ key, value: key, sender: of });
  }

  withdraw(key: string): void {
    this.inbox.withdraw(key);
  }

  receive(of: Kind): string | undefined {
    const entry = this.inbox.find(this.places[of], ({ sender }) => sender === of);
    if (!entry) return undefined;
    this.places[of] = entry.sequence;
    this.inbox.markRead(entry.sequence);
    return entry.key;
  }

  next(how: 'suspend' | 'roll-over' | 'start-over'): void {
    if (how === 'roll-over') this.inbox.leaveBehind(new Set());
    const carried = how === 'start-over' ? this.inbox.toUnreadCarry() : this.inbox.toCarry();
    this.inbox = new Inbox(JSON.parse(JSON.stringify(carried)) as Carry['inbox']);
    if (how === 'roll-over') this.base = { ...this.places };
    if (how === 'start-over') this.base = { a: 0, b: 0 };
    this.places = { ...this.base };
  }

  get unread(): number {
    return this.inbox.describe().unread_count;
  }
}

/** The same, as simply as it can be said. */
class Model {
  private readonly sent: Record<Kind, { key: string; read: boolean }[]> = { a: [], b: [] };
  private base: Record<Kind, number> = { a: 0, b: 0 };
  private places: Record<Kind, number> = { a: 0, b: 0 };

  send(of: Kind, key: string): void {
    this.sent[of].push({ key, read: false });
  }

  /** Those that were read stay: a new pass reads them again. */
  withdraw(key: string): void {
    for (const of of KINDS) {
      const index = this.sent[of].findIndex((input) => input.key === key);
      if (index < 0 || this.sent[of][index]?.read) continue;
      this.sent[of].splice(index, 1);
    }
  }

  receive(of: Kind): string | undefined {
    const entry = this.sent[of][this.places[of]];
    if (!entry) return undefined;
    this.places[of] += 1;
    entry.read = true;
    return entry.key;
  }

  next(how: 'suspend' | 'roll-over' | 'start-over'): void {
    if (how === 'roll-over') this.base = { ...this.places };
    if (how === 'start-over') {
      for (const of of KINDS) this.sent[of] = this.sent[of].filter(({ read }) => !read);
      this.base = { a: 0, b: 0 };
    }
    this.places = { ...this.base };
  }

  get unread(): number {
    return KINDS.flatMap((of) => this.sent[of]).filter(({ read }) => !read).length;
  }
}

describe('the inbox', () => {
  it('gives each receiver its inputs in order, none lost and none twice, whatever comes between', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        const [subject, model] = [new Subject(), new Model()];
        const keys: { key: string; kind: Kind }[] = [];
        for (const step of actions) {
          if (step.do === 'send') {
            for (let left = step.count; left > 0; left -= 1) {
              const key = `k${keys.length}`;
              keys.push({ key, kind: step.kind });
              subject.send(step.kind, key);
              model.send(step.kind, key);
            }
          } else if (step.do === 'send-again') {
            const newest = keys.slice(-KNOWN_AGAIN);
            const known = newest[step.which % Math.max(newest.length, 1)];
            if (known) subject.send(known.kind, known.key);
          } else if (step.do === 'withdraw') {
            const known = keys[step.which % Math.max(keys.length, 1)];
            if (!known) continue;
            subject.withdraw(known.key);
            model.withdraw(known.key);
          } else if (step.do === 'receive') {
            for (let left = step.count; left > 0; left -= 1) {
              expect(subject.receive(step.kind)).toBe(model.receive(step.kind));
            }
          } else {
            subject.next(step.do);
            model.next(step.do);
          }
          expect(subject.unread).toBe(model.unread);
        }
      }),
      { numRuns: 300, seed: 20261124 },
    );
  });

  it('passes over an input that was taken away before it came, and counts one that is taken away no more', () => {
    const inbox = new Inbox(undefined);
    inbox.withdraw('early');
    expect(inbox.add({ key: 'early', value: 1, sender: null })).toBe(false);
    inbox.add({ key: 'late', value: 'four', sender: null });
    expect(inbox.describe()).toEqual({ unread_count: 1, unread_bytes: 6 });
    inbox.withdraw('late');
    inbox.withdraw('late');
    expect(inbox.describe()).toEqual({ unread_count: 0, unread_bytes: 0 });
    const next = new Inbox(JSON.parse(JSON.stringify(inbox.toCarry())) as Carry['inbox']);
    expect(['early', 'late'].map((key) => next.add({ key, value: 2, sender: null }))).toEqual([false, false]);
  });

  it('drops nothing before a roll-over, and then the oldest that were read, whose keys it still knows', () => {
    const inbox = new Inbox(undefined);
    const COUNT = 3000;
    for (let n = 0; n < COUNT; n += 1) inbox.add({ key: `k${n}`, value: n, sender: null });
    for (let n = 0, place = 0; n < COUNT - 10; n += 1) {
      const entry = inbox.find(place, () => true);
      expect(entry?.value).toBe(n);
      place = entry?.sequence ?? 0;
      inbox.markRead(place);
    }
    expect(inbox.toCarry().entries.length).toBe(COUNT);
    inbox.leaveBehind(new Set([7]));
    const carry = inbox.toCarry();
    expect(carry.entries.length).toBeLessThan(600);
    expect(carry.entries[0]?.sequence).toBe(7);
    expect(carry.entries.filter(({ read }) => !read).map(({ value }) => value)).toEqual(
      Array.from({ length: 10 }, (_, index) => COUNT - 10 + index),
    );
    expect(new Inbox(carry).add({ key: `k${COUNT - 1500}`, value: 0, sender: null })).toBe(false);
    expect(inbox.describe().unread_count).toBe(10);
  });
});
