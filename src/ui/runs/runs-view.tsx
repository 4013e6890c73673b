// The list of runs: filtered by its address, as long as it is.
import { Code, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Answered } from '../parts/answered.js';
import { Empty } from '../parts/empty.js';
import { NoneFits } from '../parts/none-fits.js';
import { PagedList } from '../parts/paged-list.js';
import { PageHeader } from '../parts/page-header.js';
import { isReversed } from '../parts/span-fields.js';
import { RunFilters } from './run-filters.js';
import { PAGE_ROWS, runCountQuery, runPageQuery } from './run-queries.js';
import { RunRow, RUN_ROW_HEIGHT, useFlowNames } from './run-row.js';

export function RunsView() {
  const search = useSearch({ from: '/runs' });
  const navigate = useNavigate({ from: '/runs' });
  const reversed = isReversed(search);
  const count = useQuery({ ...runCountQuery(search), enabled: !reversed, placeholderData: keepPreviousData });
  const flowName = useFlowNames();
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title="Runs"
        about={<span aria-live="polite">{describeCount(reversed ? undefined : count.data)}</span>}
      />
      <RunFilters
        search={search}
        onChange={(changed) => void navigate({ search: (old) => ({ ...old, ...changed }), replace: true })}
      />
      {reversed ? (
        <Empty title="“From” is after “To”">No run can start in a time that ends before it begins.</Empty>
      ) : (
        <Answered query={count}>
          {(rows) => {
            if (rows === 0) return isFiltered ? <NoneFits what="run" to="/runs" /> : <NoRuns />;
            return (
              <PagedList
                label="Runs, newest first"
                count={rows}
                pageRows={PAGE_ROWS}
                rowHeight={RUN_ROW_HEIGHT}
                pageQuery={(page) => runPageQuery(search, page)}
                subject={JSON.stringify(search)}
              >
                {(run) => <RunRow run={run} flowName={flowName(run.flow_id)} />}
              </PagedList>
            );
          }}
        </Answered>
      )}
    </>
  );
}

function describeCount(count: number | undefined): string {
  if (count === undefined) return ' ';
  return count === 1 ? '1 run' : `${count} runs`;
}

function NoRuns() {
  return (
    <Empty title="No runs yet">
      <Text size="sm">
        Start one: <Code>npx sluice flow-run start inspiringJoke</Code>
      </Text>
    </Empty>
  );
}
