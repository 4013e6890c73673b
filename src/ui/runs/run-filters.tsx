// What the list of runs is filtered by. Each change is in the address at once; text waits until typing stops.
import { MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { STATE_TYPES } from '../../domain/state-types.js';
import { FilterText } from '../parts/filter-text.js';
import { SpanFields, useSpanFields } from '../parts/span-fields.js';
import { DeploymentSelect } from './deployment-select.js';
import { flowsQuery } from './run-queries.js';
import { useFlowNames } from './run-row.js';
import { beginningOf, stateTypeName, type RunSearch } from './run-search.js';

const BETWEEN = 'between';
const DAY_HOURS = 24;
const SPANS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '720', label: 'Last 30 days' },
  { value: BETWEEN, label: 'From … to …' },
];

interface RunFiltersProps {
  readonly search: RunSearch;
  /** Gives what changed; the rest of the filters stays. */
  readonly onChange: (changed: Partial<RunSearch>) => void;
}

export function RunFilters({ search, onChange }: RunFiltersProps) {
  const flows = useQuery(flowsQuery).data ?? [];
  const flowName = useFlowNames();
  return (
    <div className="filters">
      <FilterText
        label="Name"
        placeholder="Part of a run's name"
        value={search.name}
        onChange={(name) => onChange({ name })}
      />
      <MultiSelect
        label="State"
        placeholder={search.state ? undefined : 'Any'}
        data={STATE_TYPES.map((value) => ({ value, label: stateTypeName(value) }))}
        value={[...(search.state ?? [])]}
        onChange={(state) => onChange({ state: state.length > 0 ? state : undefined })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
      />
      <Select
        label="Flow"
        placeholder="Any"
        data={[...new Set(flows.map((flow) => flow.name))]}
        value={search.flow ?? null}
        onChange={(flow) => onChange({ flow: flow ?? undefined })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Any flow' }}
      />
      <DeploymentSelect
        value={search.deployment}
        flowName={flowName}
        onChange={(deployment) => onChange({ deployment })}
      />
      <FilterText label="Tag" placeholder="Any" value={search.tag} onChange={(tag) => onChange({ tag })} />
      <TimeFilter search={search} onChange={onChange} />
    </div>
  );
}

/** A span up to now, or one of its own between two times of this place. */
function TimeFilter({ search, onChange }: RunFiltersProps) {
  const { hours, since, until } = search;
  const { areShown: isBetween, setWriting } = useSpanFields(search);
  const choose = (value: string | null): void => {
    if (value === BETWEEN) {
      onChange({ hours: undefined, since: beginningOf(hours ?? DAY_HOURS, Date.now()), until: undefined });
    } else onChange({ hours: value === null ? undefined : Number(value), since: undefined, until: undefined });
  };
  const span = hours === undefined ? null : String(hours);
  return (
    <>
      <Select
        label="Time"
        placeholder="Any"
        data={SPANS}
        value={isBetween ? BETWEEN : span}
        onChange={choose}
        clearable
        clearButtonProps={{ 'aria-label': 'Any time' }}
      />
      {isBetween && <SpanFields span={{ since, until }} setWriting={setWriting} onChange={onChange} />}
    </>
  );
}
