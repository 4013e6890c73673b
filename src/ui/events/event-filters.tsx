// What the feed is filtered by: the beginnings of a name and of a resource's id, and a span of time. All of it goes into
// the address.
import { Select } from '@mantine/core';
import { FilterText } from '../parts/filter-text.js';
import { SpanFields, useSpanFields } from '../parts/span-fields.js';
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
  const { areShown: isBetween, setWriting } = useSpanFields(search);
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
        value={isBetween ? BETWEEN : String(search.hours ?? DEFAULT_HOURS)}
        onChange={chooseSpan}
        allowDeselect={false}
      />
      {isBetween && (
        <SpanFields
          span={{ since: search.since, until: search.until }}
          setWriting={setWriting}
          onChange={(changes) => onChange({ hours: undefined, ...changes })}
        />
      )}
    </div>
  );
}
