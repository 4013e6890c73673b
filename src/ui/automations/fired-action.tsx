// One action of a firing: how it ended, what it was, and links to what it was about, by the names people know.
import { Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FiringAction } from '../../domain/automations/ledger.js';
import { FiringStatus } from './firing-status.js';
import { firedTargets, type FiredTarget } from './fired-targets.js';
import { describeAction, type NameOf } from './in-words.js';

interface FiredActionProps {
  readonly action: FiringAction;
  readonly nameOf: NameOf;
}

export function FiredAction({ action, nameOf }: FiredActionProps) {
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <FiringStatus status={action.status} />
      <Text size="sm" className="anywhere">
        {describeAction(action.action)}
        {firedTargets(action).map((target) => (
          <span key={target.id}>
            {' '}
            · <TargetLink {...target} name={target.name ?? nameOf(target.id)} />
          </span>
        ))}
        {action.attempts.length > 1 && `, ${action.attempts.length} attempts`}
        {action.reason && <span className="soft"> · {action.reason}</span>}
      </Text>
    </Group>
  );
}

function TargetLink({ field, id, name = id }: FiredTarget) {
  switch (field) {
    case 'flow_run_id':
      return (
        <Link className="link" to="/runs/$id" params={{ id }}>
          run {name}
        </Link>
      );
    case 'deployment_id':
      return (
        <Link className="link" to="/deployments/$id" params={{ id }}>
          deployment {name}
        </Link>
      );
    case 'automation_id':
      return (
        <Link className="link" to="/automations/$id" params={{ id }}>
          automation {name}
        </Link>
      );
    case 'block_document_id':
      return (
        <Link className="link" to="/blocks">
          block {name}
        </Link>
      );
    case 'work_pool_id':
    case 'work_queue_id':
      return (
        <Link className="link" to="/work-pools">
          {field === 'work_pool_id' ? 'work pool' : 'work queue'} {name}
        </Link>
      );
  }
}
