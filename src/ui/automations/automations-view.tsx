// The list of automations: what each does in words, whether it is on, and what can be done with it.
import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { Automation } from '../../domain/automations/automation.js';
import { Confirm } from '../parts/confirm.js';
import { Copyable } from '../parts/copyable.js';
import { DocumentList } from '../parts/document-list.js';
import { Empty } from '../parts/empty.js';
import { FilterText } from '../parts/filter-text.js';
import { NoneFits } from '../parts/none-fits.js';
import { PageHeader } from '../parts/page-header.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { ActionsInWords } from './actions-in-words.js';
import { automationsQuery } from './automation-queries.js';
import { describeTrigger } from './in-words.js';

export function AutomationsView() {
  const { name } = useSearch({ from: '/automations' });
  const navigate = useNavigate({ from: '/automations' });
  const automations = useInfiniteQuery({ ...automationsQuery(name), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader
        title="Automations"
        about="They watch events, or their absence, and act."
        actions={
          <Button component={Link} to="/automations/new">
            New automation
          </Button>
        }
      />
      <FilterText
        label="Name"
        placeholder="Part of an automation's name"
        maw={300}
        mb="sm"
        value={name}
        onChange={(typed) => void navigate({ search: { name: typed }, replace: true })}
      />
      <DocumentList
        label="Automations"
        query={automations}
        none={name === undefined ? <NoAutomations /> : <NoneFits what="automation" to="/automations" />}
      >
        {(automation) => <Row automation={automation} />}
      </DocumentList>
    </>
  );
}

function NoAutomations() {
  return (
    <Empty title="No automations yet">
      Create one: for example, cancel a run that takes too long, or tell somebody when a run fails.
    </Empty>
  );
}

function Row({ automation }: { readonly automation: Automation }) {
  const { id, name, description, enabled, trigger } = automation;
  return (
    <Group className="row-link" p="sm" justify="space-between" align="flex-start">
      <Stack gap={2} style={{ minWidth: 0, flex: '1 1 14rem' }}>
        <Text fw={600} className="anywhere">
          <Link className="link" to="/automations/$id" params={{ id }}>
            {name}
          </Link>
        </Text>
        {description && (
          <Text size="sm" className="anywhere">
            {description}
          </Text>
        )}
        <Text size="sm" className="soft anywhere">
          {describeTrigger(trigger)}: <ActionsInWords of={automation} />
        </Text>
        <Group gap="xs" mt={4}>
          <Copyable text={id} what="automation's id" />
        </Group>
      </Stack>
      <Group gap="xs">
        <AutomationSwitch id={id} name={name} enabled={enabled} />
        <Button
          size="xs"
          variant="default"
          aria-label={`Edit ${name}`}
          renderRoot={(props) => <Link {...props} to="/automations/new" search={{ edit: id }} />}
        >
          Edit
        </Button>
        <DeleteAutomation id={id} name={name} isOneOfMany />
      </Group>
    </Group>
  );
}

/** Switches an automation on or off at once; a refusal puts it back. */
export function AutomationSwitch({ id, name, enabled }: Pick<Automation, 'id' | 'name' | 'enabled'>) {
  const queries = useQueryClient();
  const { tellError } = useNotices();
  const toggle = useMutation({
    mutationFn: (on: boolean) => (on ? api.automations.enable(id) : api.automations.disable(id)),
    onError: tellError,
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ['automations'] });
      await queries.invalidateQueries({ queryKey: ['automation', id] });
    },
  });
  return (
    <Switch
      label="On"
      aria-label={`${name} is on`}
      checked={toggle.isPending ? toggle.variables : enabled}
      onChange={(event) => toggle.mutate(event.currentTarget.checked)}
    />
  );
}

interface DeleteAutomationProps {
  readonly id: string;
  readonly name: string;
  /** Others with such a button are beside it, so that this one is told by the name. */
  readonly isOneOfMany?: boolean;
  readonly onDone?: () => void;
}

/** Deletes an automation after a question. */
export function DeleteAutomation({ id, name, isOneOfMany = false, onDone }: DeleteAutomationProps) {
  const { tell, tellError } = useNotices();
  const queries = useQueryClient();
  const remove = () =>
    api.automations.delete(id).then(async () => {
      tell(`Deleted ${name}.`);
      onDone?.();
      await queries.invalidateQueries({ queryKey: ['automations'] });
    }, tellError);
  return (
    <Confirm verb="Delete" {...(isOneOfMany ? { of: name } : {})} question={`Delete ${name}?`} onConfirm={remove}>
      What it has under way ends. This cannot be undone.
    </Confirm>
  );
}
