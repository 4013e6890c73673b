// Choosing the deployment that runs are filtered by. There may be thousands, so the server finds those that fit what is typed.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Deployment } from '../../domain/deployments.js';
import { ask, read } from '../server/connection.js';

const MOST_CHOICES = 50;

const choicesQuery = (text: string) =>
  queryOptions({
    queryKey: ['deployments', 'choices', text],
    queryFn: ({ signal }) => {
      const deployments = text === '' ? {} : { flow_or_deployment_name: { like_: text } };
      const body = { deployments, sort: 'NAME_ASC', limit: MOST_CHOICES };
      return ask<Deployment[]>('/deployments/filter', body, signal);
    },
    placeholderData: keepPreviousData,
  });

/** The deployment that an id in the address means; its name is shown instead of the id. */
export const namedDeploymentQuery = (id: string) =>
  queryOptions({
    queryKey: ['deployment', id],
    queryFn: ({ signal }) => read<Deployment>(`/deployments/${encodeURIComponent(id)}`, signal),
  });

interface DeploymentSelectProps {
  readonly value: string | undefined;
  readonly flowName: (flowId: string) => string;
  readonly onChange: (id: string | undefined) => void;
}

export function DeploymentSelect({ value, flowName, onChange }: DeploymentSelectProps) {
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), 200);
  const chosen = useQuery({ ...namedDeploymentQuery(value ?? ''), enabled: value !== undefined });
  const labelOf = ({ flow_id, name }: Deployment): string => `${flowName(flow_id)}/${name}`;
  const label = value === undefined ? '' : chosen.data ? labelOf(chosen.data) : value;
  // What stands in the field for the chosen one is no search.
  const found = useQuery(choicesQuery(text === label ? '' : text)).data ?? [];
  const data = found.map((deployment) => ({ value: deployment.id, label: labelOf(deployment) }));
  if (value !== undefined && !data.some((choice) => choice.value === value)) data.unshift({ value, label });
  return (
    <Select
      label="Deployment"
      placeholder="Any"
      data={data}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage="No deployment fits"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any deployment' }}
    />
  );
}
