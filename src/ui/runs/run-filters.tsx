// What the list of runs is filtered by. Each change is in the address at once; text waits until typing stops.
import { MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { STATE_TYPES } from '../../domain/state-types.js';
import { FilterText } from '../parts/filter-text.js';
import { DeploymentSelect } from './deployment-select.js';
import { flowsQuery } from './run-queries.js';
import { useFlowNames } from './run-row.js';
import { stateTypeName, type RunSearch } from './run-search.js';

const SPANS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: 'Last day' },
  { value: '168', label: 'Last week' },
  { value: '720', label: 'Last 30 days' },
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
      <Select
        label="Time"
        placeholder="Any"
        data={SPANS}
        value={search.hours === undefined ? null : String(search.hours)}
        onChange={(hours) => onChange({ hours: hours === null ? undefined : Number(hours) })}
        clearable
        clearButtonProps={{ 'aria-label': 'Any time' }}
      />
    </div>
  );
}
