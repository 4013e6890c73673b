// What the feed is filtered by: the beginnings of a name and of a resource's id, and a span of time. All of it goes into
// the address.
import { Select, TextInput } from '@mantine/core';
import { FilterText } from '../parts/filter-text.js';
import { DEFAULT_HOURS, spanOf, type EventSearch } from './event-search.js';

interface EventFiltersProps {
  readonly search: EventSearch;
  readonly onChange: (changes: EventSearch) => void;
}

const BETWEEN = 'between';
const SPANS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: BETWEEN, label: 'From … to …' },
];

export function EventFilters({ search, onChange }: EventFiltersProps) {
  const chooseSpan = (value: string | null): void => {
    if (value !== BETWEEN) return onChange({ hours: Number(value), since: undefined, until: undefined });
    const [sinceMs] = spanOf(search, Date.now());
    onChange({ hours: undefined, since: new Date(sinceMs).toISOString() });
  };
  return (
    <div className="filters">
      <FilterText
        label="Name begins with"
        placeholder="prefect.flow-run."
        value={search.name}
        onChange={(name) => onChange({ name })}
      />
      <FilterText
        label="Resource begins with"
        placeholder="shop.order."
        value={search.resource}
        onChange={(resource) => onChange({ resource })}
      />
      <Select
        label="Time"
        data={SPANS}
        value={search.since === undefined ? String(search.hours ?? DEFAULT_HOURS) : BETWEEN}
        onChange={chooseSpan}
        allowDeselect={false}
      />
      {search.since !== undefined && (
        <>
          <Instant label="From" value={search.since} onChange={(since) => since && onChange({ since })} />
          <Instant label="To" value={search.until} onChange={(until) => onChange({ until })} />
        </>
      )}
    </div>
  );
}

interface InstantProps {
  readonly label: string;
  /** ISO 8601; left out: now. */
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** A time of this place, kept as an instant. */
function Instant({ label, value, onChange }: InstantProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      value={value === undefined ? '' : toLocalInput(value)}
      onChange={(event) => {
        const text = event.currentTarget.value;
        onChange(text === '' ? undefined : new Date(text).toISOString());
      }}
    />
  );
}

const MINUTE_MS = 60_000;

/** What the browser's field for a local time takes: `2026-11-24T09:30`. */
function toLocalInput(iso: string): string {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}
