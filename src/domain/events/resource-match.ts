// Which resources a trigger is about: label specifications. Stands apart from names because the same algebra serves
// `match`, `match_related`, what leaves events out, and the previews that say why an event did not match.
import { compilePattern, type GlobMatcher } from './glob.js';
import type { Event, RelatedResource, Resource } from './event.js';

/** Label -> pattern or list of patterns (any of them). `!p` is a value that does not fit `p`. All labels must hold. */
export type ResourceSpecification = Readonly<Record<string, string | readonly string[]>>;
/** One specification, or several that must each hold on some related resource. */
export type RelatedSpecification = ResourceSpecification | readonly ResourceSpecification[];

/** What a leaf is about, as it is written. */
export interface EventMatching {
  readonly match?: ResourceSpecification | undefined;
  readonly match_related?: RelatedSpecification | undefined;
  /** Events whose resource fits any of these are left out. */
  readonly match_not?: RelatedSpecification | undefined;
  /** Likewise events of which some related resource fits any of these. */
  readonly match_related_not?: RelatedSpecification | undefined;
}

type Labels = Readonly<Record<string, string>>;
interface LabelTest {
  readonly label: string;
  readonly patterns: readonly string[];
  readonly accepts: GlobMatcher;
}
export interface CompiledSpecification {
  readonly tests: readonly LabelTest[];
}

export interface CompiledMatching {
  readonly resource: CompiledSpecification;
  readonly related: readonly CompiledSpecification[];
  readonly notResource: readonly CompiledSpecification[];
  readonly notRelated: readonly CompiledSpecification[];
}

/** A label that kept a resource from matching: what was wanted, and what was there (`null`: nothing). */
export interface LabelMismatch {
  readonly label: string;
  readonly expected: readonly string[];
  readonly found: string | null;
}

export function compileSpecification(specification: ResourceSpecification): CompiledSpecification {
  const tests = Object.entries(specification).map(([label, wanted]) => {
    const patterns = typeof wanted === 'string' ? [wanted] : wanted;
    const matchers = patterns.map(compilePattern);
    return { label, patterns, accepts: (value: string) => matchers.some((matcher) => matcher(value)) };
  });
  return { tests };
}

/** The specifications of `match_related`; an empty one holds even where nothing is related. */
export function compileRelatedSpecification(specification: RelatedSpecification): CompiledSpecification[] {
  const list = Array.isArray(specification) ? (specification as readonly ResourceSpecification[]) : [specification];
  return (list as readonly ResourceSpecification[]).map(compileSpecification);
}

export function compileMatching({
  match,
  match_related,
  match_not,
  match_related_not,
}: EventMatching): CompiledMatching {
  return {
    resource: compileSpecification(match ?? {}),
    related: compileRelatedSpecification(match_related ?? {}),
    notResource: compileExclusions(match_not),
    notRelated: compileExclusions(match_related_not),
  };
}

/** An empty one would leave everything out, and is none. */
function compileExclusions(specification: RelatedSpecification = {}): CompiledSpecification[] {
  return compileRelatedSpecification(specification).filter(({ tests }) => tests.length > 0);
}

/** True if an event is about what the matching asks for, and nothing leaves it out. */
export function matchesEvent(matching: CompiledMatching, event: Pick<Event, 'resource' | 'related'>): boolean {
  return (
    matchesResource(matching.resource, event.resource) &&
    matchesRelated(matching.related, event.related) &&
    exclusionsOf(matching, event).length === 0
  );
}

/** What leaves an event out: the specifications that its resource, or one of its related ones, fits. */
export function exclusionsOf(
  { notResource, notRelated }: CompiledMatching,
  { resource, related }: Pick<Event, 'resource' | 'related'>,
): CompiledSpecification[] {
  return [
    ...notResource.filter((specification) => matchesResource(specification, resource)),
    ...notRelated.filter((specification) => related.some((one) => matchesResource(specification, one))),
  ];
}

/** True if every label is there and fits. A missing label never fits, not even a negated pattern; nor does `[]`. */
export function matchesResource({ tests }: CompiledSpecification, labels: Labels): boolean {
  return tests.every(({ label, accepts }) => Object.hasOwn(labels, label) && accepts(labels[label] as string));
}

/** True if each specification holds on some related resource, maybe the same one. */
export function matchesRelated(
  specifications: readonly CompiledSpecification[],
  related: readonly RelatedResource[],
): boolean {
  return specifications.every(
    (specification) =>
      specification.tests.length === 0 || related.some((resource) => matchesResource(specification, resource)),
  );
}

/** The labels that do not hold, each with what was found; empty when the resource matches. */
export function labelMismatches({ tests }: CompiledSpecification, labels: Resource): LabelMismatch[] {
  return tests
    .map(({ label, patterns, accepts }) => {
      const found = Object.hasOwn(labels, label) ? (labels[label] as string) : null;
      return { label, expected: patterns, found, holds: found !== null && accepts(found) };
    })
    .filter(({ holds }) => !holds)
    .map(({ label, expected, found }) => ({ label, expected, found }));
}
