// The recorded matching cases: specifications, related specifications, event names and bucketing keys.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bucketingKey } from '../../../src/domain/events/bucketing-key.js';
import type { RelatedResource, Resource } from '../../../src/domain/events/event.js';
import { compileEventNames } from '../../../src/domain/events/event-name.js';
import {
  compileRelatedSpecification,
  compileSpecification,
  matchesRelated,
  matchesResource,
  type RelatedSpecification,
  type ResourceSpecification,
} from '../../../src/domain/events/resource-match.js';

type Case = { name: string; expected: unknown } & (
  | { kind: 'resource'; match: ResourceSpecification; resource: Resource }
  | { kind: 'related'; match_related: RelatedSpecification; related: RelatedResource[] }
  | { kind: 'event_name'; expect: string[]; after: string[]; event: string }
  | { kind: 'for_each'; for_each: string[]; resource: Resource; related: RelatedResource[] }
);

const cases = readFileSync(new URL('../../vectors/matching.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

function outcome(recorded: Case): unknown {
  switch (recorded.kind) {
    case 'resource':
      return matchesResource(compileSpecification(recorded.match), recorded.resource);
    case 'related':
      return matchesRelated(compileRelatedSpecification(recorded.match_related), recorded.related);
    case 'event_name': {
      const names = compileEventNames(recorded.expect, recorded.after);
      const name = recorded.event;
      return {
        interested: names.isInteresting(name),
        expects: names.isExpected(name),
        starts_after: names.isOpening(name),
      };
    }
    case 'for_each':
      return bucketingKey(recorded, recorded.for_each);
  }
}

test('every recorded matching case agrees', () => {
  const different = cases.filter((recorded) => JSON.stringify(outcome(recorded)) !== JSON.stringify(recorded.expected));
  expect(cases.length).toBeGreaterThan(500);
  expect(different.map(({ name }) => name)).toEqual([]);
});
