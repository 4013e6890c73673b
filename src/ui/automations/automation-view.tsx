// The page of one automation: what it does in words, what it did, why or why not, and what it would have done.
import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Automation } from '../../domain/automations/automation.js';
import { Answered } from '../parts/answered.js';
import { Copyable } from '../parts/copyable.js';
import { JsonBlock } from '../parts/json-block.js';
import { PageHeader } from '../parts/page-header.js';
import { ActionsInWords } from './actions-in-words.js';
import { AutomationFirings } from './automation-firings.js';
import { automationQuery } from './automation-queries.js';
import { AutomationExplanation } from './automation-explanation.js';
import { AutomationSimulation } from './automation-simulation.js';
import { AutomationSwitch, DeleteAutomation } from './automations-view.js';
import { describeTrigger } from './in-words.js';

const TABS = {
  firings: 'Firings',
  explain: 'Why or why not',
  simulate: 'Try on past events',
  definition: 'Definition',
};

export function AutomationView() {
  const { id } = useParams({ from: '/automations/$id' });
  return (
    <Answered query={useQuery(automationQuery(id))} title="Automation">
      {(automation) => <Page automation={automation} />}
    </Answered>
  );
}

function Page({ automation }: { readonly automation: Automation }) {
  const {
    id,
    name,
    description,
    enabled,
    trigger,
    actions,
    created: _created,
    updated: _updated,
    ...rest
  } = automation;
  const { tab = 'firings' } = useSearch({ from: '/automations/$id' });
  const navigate = useNavigate({ from: '/automations/$id' });
  return (
    <>
      <PageHeader
        title={name}
        about={description}
        actions={
          <>
            <AutomationSwitch id={id} name={name} enabled={enabled} />
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link {...props} to="/automations/new" search={{ edit: id }} />}
            >
              Edit
            </Button>
            <Button
              size="xs"
              variant="default"
              renderRoot={(props) => <Link {...props} to="/automations/new" search={{ copy: id }} />}
            >
              Duplicate
            </Button>
            <DeleteAutomation id={id} name={name} onDone={() => void navigate({ to: '/automations' })} />
          </>
        }
      />
      <Stack gap="xs" mb="md">
        <Text className="anywhere">
          {enabled ? 'Acts' : 'Would act'} {describeTrigger(trigger)}.
        </Text>
        <Text className="anywhere">
          Then: <ActionsInWords of={automation} />.
        </Text>
        <Group>
          <Copyable text={id} what="automation's id" />
        </Group>
      </Stack>
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ search: { tab: next ?? undefined }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md" aria-label="About the automation">
          {Object.entries(TABS).map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="firings">
          <AutomationFirings id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="explain">
          <AutomationExplanation id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="simulate">
          <AutomationSimulation id={id} trigger={trigger} />
        </Tabs.Panel>
        <Tabs.Panel value="definition">
          <JsonBlock value={{ name, description, enabled, trigger, actions, ...rest }} label="Definition" />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
