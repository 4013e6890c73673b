// The list of automations: what each does in words, whether it is on, and what can be done with it.
import { Button, Group, Paper, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Automation } from '../../domain/automations/automation.js';
import { Answered } from '../parts/answered.js';
import { Confirm } from '../parts/confirm.js';
import { Copyable } from '../parts/copyable.js';
import { Empty } from '../parts/empty.js';
import { PageHeader } from '../parts/page-header.js';
import { api } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import { automationsQuery } from './automation-queries.js';
import { describeAction, describeTrigger } from './in-words.js';

export function AutomationsView() {
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
      <Answered query={useQuery(automationsQuery)}>
        {(automations) =>
          automations.length === 0 ? (
            <Empty title="No automations yet">
              Create one: for example, cancel a run that takes too long, or tell somebody when a run fails.
            </Empty>
          ) : (
            <Stack gap="xs" role="list">
              {automations.map((automation) => (
                <Row key={automation.id} automation={automation} />
              ))}
            </Stack>
          )
        }
      </Answered>
    </>
  );
}

function Row({ automation }: { readonly automation: Automation }) {
  const { id, name, description, enabled, trigger, actions } = automation;
  return (
    <Paper withBorder p="sm" role="listitem">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2} style={{ minWidth: 0 }}>
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
            {describeTrigger(trigger)}: {actions.map(describeAction).join(', ')}
          </Text>
          <Group gap="xs" mt={4}>
            <Copyable text={id} what="automation's id" />
          </Group>
        </Stack>
        <AutomationSwitch id={id} name={name} enabled={enabled} />
      </Group>
    </Paper>
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
      aria-label={`${name} is on`}
      checked={toggle.isPending ? toggle.variables : enabled}
      onChange={(event) => toggle.mutate(event.currentTarget.checked)}
    />
  );
}

/** Deletes an automation after a question. */
export function DeleteAutomation({
  id,
  name,
  onDone,
}: {
  readonly id: string;
  readonly name: string;
  readonly onDone: () => void;
}) {
  const { tell, tellError } = useNotices();
  const queries = useQueryClient();
  const remove = () =>
    api.automations.delete(id).then(async () => {
      tell(`Deleted ${name}.`);
      onDone();
      await queries.invalidateQueries({ queryKey: ['automations'] });
    }, tellError);
  return (
    <Confirm verb="Delete" question={`Delete ${name}?`} onConfirm={remove}>
      What it has under way ends. This cannot be undone.
    </Confirm>
  );
}
