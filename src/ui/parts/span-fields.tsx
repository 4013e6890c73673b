// The two ends of a span of time that a list is filtered by. Either may be empty; a span that ends before it begins says so.
import { useState } from 'react';
import { LocalTime } from './local-time.js';

/** ISO 8601 each; an end that is left out is open. */
export interface TimeSpan {
  readonly since?: string;
  readonly until?: string;
}

/** Whether the span ends before it begins, so that nothing can be in it. */
export function isReversed({ since, until }: TimeSpan): boolean {
  return since !== undefined && until !== undefined && Date.parse(since) > Date.parse(until);
}

/** Whether the ends are shown, and how they are kept while somebody is about to write one: also while both are empty. */
export function useSpanFields({ since, until }: TimeSpan) {
  const [isWriting, setWriting] = useState(false);
  return { areShown: isWriting || since !== undefined || until !== undefined, setWriting };
}

interface SpanFieldsProps {
  readonly span: TimeSpan;
  readonly setWriting: (isWriting: boolean) => void;
  readonly onChange: (changes: TimeSpan) => void;
}

export function SpanFields({ span, setWriting, onChange }: SpanFieldsProps) {
  return (
    <div
      role="group"
      aria-label="Time between"
      style={{ display: 'contents' }}
      onFocus={() => setWriting(true)}
      onBlur={({ currentTarget, relatedTarget }) => setWriting(currentTarget.contains(relatedTarget))}
    >
      <LocalTime label="From" value={span.since} onChange={(since) => onChange({ since })} />
      <LocalTime
        label="To"
        value={span.until}
        onChange={(until) => onChange({ until })}
        error={isReversed(span) ? 'Expected a time after “From”.' : undefined}
      />
    </div>
  );
}
