// Keys ordered by the moment at which something is due for them. A binary heap in which a changed key leaves its old
// entry behind; the entry is skipped when it comes up, and the heap is rebuilt when most entries are old.

type Entry = readonly [dueUs: number, key: string];

export class DueQueue {
  readonly #current = new Map<string, number>();
  #heap: Entry[] = [];

  get size(): number {
    return this.#current.size;
  }

  /** Makes a key due at a moment (microseconds), instead of when it was due before. Infinity: never. */
  set(key: string, dueUs: number): void {
    if (this.#current.get(key) === dueUs) return;
    this.#current.set(key, dueUs);
    if (this.#heap.length > 2 * this.#current.size + 64) {
      this.#heap = [...this.#current].map(([current, us]) => [us, current] as const).sort(compareEntries);
    } else {
      this.#heap.push([dueUs, key]);
      this.#siftUp(this.#heap.length - 1);
    }
  }

  delete(key: string): void {
    this.#current.delete(key);
  }

  /** When the first key is due; Infinity when there is none. */
  earliestUs(): number {
    this.#dropOld();
    return this.#heap[0]?.[0] ?? Infinity;
  }

  /** Takes out keys due at or before a moment, the earliest first; all of them, or as many as leave `keep` keys. */
  takeDue(upToUs: number, keep = 0): string[] {
    const due: string[] = [];
    while (this.#current.size > keep && this.earliestUs() <= upToUs) {
      const [, key] = this.#pop();
      this.#current.delete(key);
      due.push(key);
    }
    return due;
  }

  #dropOld(): void {
    for (let first = this.#heap[0]; first && this.#current.get(first[1]) !== first[0]; first = this.#heap[0]) {
      this.#pop();
    }
  }

  #pop(): Entry {
    const heap = this.#heap;
    const first = heap[0] as Entry;
    const last = heap.pop() as Entry;
    if (heap.length > 0) {
      heap[0] = last;
      this.#siftDown();
    }
    return first;
  }

  #siftUp(start: number): void {
    const heap = this.#heap;
    for (let child = start; child > 0;) {
      const parent = (child - 1) >> 1;
      if (compareEntries(heap[parent] as Entry, heap[child] as Entry) <= 0) return;
      [heap[parent], heap[child]] = [heap[child] as Entry, heap[parent] as Entry];
      child = parent;
    }
  }

  #siftDown(): void {
    const heap = this.#heap;
    for (let parent = 0; ;) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && compareEntries(heap[child] as Entry, heap[least] as Entry) < 0) least = child;
      }
      if (least === parent) return;
      [heap[parent], heap[least]] = [heap[least] as Entry, heap[parent] as Entry];
      parent = least;
    }
  }
}

/** By time, then by key, so that the order never depends on the history of the heap. */
function compareEntries([leftUs, leftKey]: Entry, [rightUs, rightKey]: Entry): number {
  if (leftUs !== rightUs) return leftUs < rightUs ? -1 : 1;
  return leftKey < rightKey ? -1 : leftKey > rightKey ? 1 : 0;
}
