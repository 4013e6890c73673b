// Making the address of a webhook anew, or its secret, for when somebody knows it who should not. Both ask first: what
// sends with the old one is refused at once.
import { useQueryClient } from '@tanstack/react-query';
import { Confirm } from '../parts/confirm.js';
import { change } from '../server/connection.js';
import { useNotices } from '../shell/notices.js';
import type { CatalogueRecord } from './record-list.js';

interface RotateWebhookProps {
  readonly webhook: CatalogueRecord;
  /** Told the webhook with its new secret, if that was made. */
  readonly onRotated: (webhook: CatalogueRecord) => void;
}

export function RotateWebhook({ webhook, onRotated }: RotateWebhookProps) {
  const { id, name } = webhook;
  const queries = useQueryClient();
  const { tell, tellError } = useNotices();
  const rotate = (what: 'secret' | 'address') =>
    change<CatalogueRecord>('POST', `/webhooks/${id}/rotate`, { slug: what === 'address', secret: what === 'secret' })
      .then((answer) => {
        tell(`${name} has a new ${what}.`);
        onRotated(answer);
      }, tellError)
      .finally(() => queries.invalidateQueries({ queryKey: ['catalogue', '/webhooks'] }));
  return (
    <>
      {webhook['verification'] !== 'none' && (
        <Confirm
          verb="Rotate secret"
          of={`of ${name}`}
          question={`Make the secret of ${name} anew?`}
          onConfirm={() => rotate('secret')}
        >
          What sends with the old secret is refused from then on. The new one is shown once.
        </Confirm>
      )}
      <Confirm
        verb="Rotate address"
        of={`of ${name}`}
        question={`Make the address of ${name} anew?`}
        onConfirm={() => rotate('address')}
      >
        What sends to the old address is refused from then on.
      </Confirm>
    </>
  );
}
