// The limits of an event document, and how what is written is read.
import { describe, expect, test } from 'vitest';
import { eventBytes, eventSchema, MAX_EVENT_BYTES, receivedEventSchema } from '../../../src/domain/events/event.js';
import { compileEventNames } from '../../../src/domain/events/event-name.js';
import { compileGlob } from '../../../src/domain/events/glob.js';
import { labelValue } from '../../../src/domain/events/bucketing-key.js';

const ID = '11111111-1111-4111-8111-111111111111';
const plain = { id: ID, occurred: '2026-03-01T12:00:00Z', event: 'a', resource: { 'prefect.resource.id': 'r' } };

function problem(fields: object): string | undefined {
  const parsed = eventSchema.safeParse({ ...plain, ...fields });
  const issue = parsed.error?.issues[0];
  return issue && `${issue.path.join('.')}: ${issue.message}`;
}
const labels = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`label-${index}`, 'x']));

describe('an event', () => {
  test('is filled in, and unknown keys are dropped', () => {
    expect(eventSchema.parse({ ...plain, bogus: 1 })).toEqual({
      ...plain,
      occurred: '2026-03-01T12:00:00.000000Z',
      related: [],
      payload: {},
      follows: null,
    });
  });

  test('has its instants in UTC and its ids in canonical form', () => {
    const written = { ...plain, id: ID.replaceAll('-', '').toUpperCase(), occurred: '2026-03-01T14:00:00.5+02:00' };
    expect(receivedEventSchema.parse({ ...written, received: '2026-03-01 12:00:01' })).toMatchObject({
      id: ID,
      occurred: '2026-03-01T12:00:00.500000Z',
      received: '2026-03-01T12:00:01.000000Z',
    });
  });

  test('is refused where it breaks a limit, with the place', () => {
    expect(problem({ id: undefined })).toMatch(/^id: /);
    expect(problem({ occurred: 'yesterday' })).toMatch(/^occurred: .*"yesterday"/);
    expect(problem({ event: 'x'.repeat(1025) })).toBe('event: at most 1024 characters');
    expect(problem({ event: 'x'.repeat(1024) })).toBeUndefined();
    expect(problem({ resource: {} })).toBe('resource: the prefect.resource.id label is missing');
    expect(problem({ resource: { 'prefect.resource.id': '' } })).toBe(
      'resource: the prefect.resource.id label must not be empty',
    );
    expect(problem({ resource: { 'prefect.resource.id': 'r', n: 1 } })).toMatch(/^resource\.n: /);
    expect(problem({ resource: { 'prefect.resource.id': 'r', ...labels(500) } })).toMatch(/at most 500 labels/);
    expect(problem({ resource: { 'prefect.resource.id': 'r', ...labels(499) } })).toBeUndefined();
    expect(problem({ payload: [] })).toMatch(/^payload: /);
    expect(problem({ follows: 'x' })).toMatch(/^follows: /);
    const related = { 'prefect.resource.id': 'f', 'prefect.resource.role': 'flow' };
    expect(problem({ related: [{ 'prefect.resource.id': 'f' }] })).toBe(
      'related.0: the prefect.resource.role label is missing',
    );
    expect(problem({ related: Array.from({ length: 101 }, () => related) })).toBe(
      'related: at most 100 related resources',
    );
  });

  test('is measured in bytes of UTF-8', () => {
    const event = eventSchema.parse({ ...plain, payload: { text: 'é'.repeat(750_000) } });
    expect(eventBytes(event)).toBeGreaterThan(MAX_EVENT_BYTES);
    expect(eventBytes(eventSchema.parse(plain))).toBeLessThan(300);
  });
});

test('a hostile pattern ends in time', () => {
  const pattern = compileGlob('*a'.repeat(200) + 'b');
  const started = performance.now();
  expect(pattern('a'.repeat(20_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('labels named like members of objects are only labels', () => {
  const event = { resource: plain.resource, related: [] };
  expect(['constructor', '__proto__', 'toString'].map((label) => labelValue(event, label))).toEqual(['', '', '']);
});

describe('the name of an event', () => {
  const names = (expected: string[], after: string[] = []) => compileEventNames(expected, after);

  test('is interesting by the patterns as they stand: a negated one draws in nothing', () => {
    expect(names(['a'], ['!b']).isInteresting('aa')).toBe(false);
    expect(names(['!a', 'b']).isInteresting('b')).toBe(true);
    expect(names(['!a', '']).isInteresting('b')).toBe(false);
  });

  test('is any that begins with a character, where nothing is said', () => {
    expect(names([]).isInteresting('x')).toBe(true);
    expect(names([]).isInteresting('')).toBe(false);
    expect(names([]).isInteresting('\nx')).toBe(false);
  });
});
