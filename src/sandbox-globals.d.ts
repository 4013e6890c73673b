// What Temporal's sandbox has beyond the language itself, for the type check of sandbox folders without node's types.
declare class TextEncoder {
  encode(text?: string): Uint8Array;
}
declare class URLSearchParams implements Iterable<[string, string]> {
  constructor(text?: string);
  [Symbol.iterator](): IterableIterator<[string, string]>;
}
