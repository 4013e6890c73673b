import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { deriveId, flowRunIdOf, isUuid } from '../../src/domain/ids.js';

const NAMESPACE = '6f0d3a52-c1e5-4f7b-9a44-d2f15b7c8e90';
const part = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.integer());

describe('deriveId', () => {
  it('is the UUIDv5 that another implementation gives', () => {
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(deriveId(...parts)).toBe(uuidV5(JSON.stringify(parts), NAMESPACE));
      }),
    );
  });

  it('tells where one part ends and the next begins', () => {
    expect(deriveId('a', 'bc')).not.toBe(deriveId('ab', 'c'));
    expect(deriveId('1')).not.toBe(deriveId(1));
    expect(deriveId('a,b')).not.toBe(deriveId('a', 'b'));
  });

  it('never changes, since ids are stored', () => {
    expect(deriveId('run', 'record', 7)).toBe('583b22b3-1498-5208-a4ca-bef97b60eab3');
  });
});

describe('flowRunIdOf', () => {
  it('is the workflow id where that is a UUID', () => {
    const id = '3f2b8c1e-8e0f-4d0a-9d7e-0a4f2d1c9b11';
    expect(flowRunIdOf(id, 'whatever')).toBe(id);
  });

  it('is made from workflow id and first run id otherwise, so that a reused workflow id is another run', () => {
    const first = flowRunIdOf('order-1', 'run-a');
    expect(isUuid(first)).toBe(true);
    expect(flowRunIdOf('order-1', 'run-a')).toBe(first);
    expect(flowRunIdOf('order-1', 'run-b')).not.toBe(first);
  });

  it.each([
    '3F2B8C1E-8E0F-4D0A-9D7E-0A4F2D1C9B11',
    '{3f2b8c1e-8e0f-4d0a-9d7e-0a4f2d1c9b11}',
    '3f2b8c1e8e0f4d0a9d7e0a4f2d1c9b11',
    '',
  ])('makes an id for %j, which is no UUID in canonical form', (workflowId) => {
    expect(isUuid(workflowId)).toBe(false);
    expect(isUuid(flowRunIdOf(workflowId, 'run'))).toBe(true);
  });
});

describe('isUuid', () => {
  it('takes every version of RFC 9562 that is in use', () => {
    for (const version of '12345678') expect(isUuid(`3f2b8c1e-8e0f-${version}d0a-9d7e-0a4f2d1c9b11`)).toBe(true);
    expect(isUuid(createHash('md5').update('x').digest('hex'))).toBe(false);
  });
});
