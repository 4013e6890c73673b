// Webhooks: addresses that turn what others post into events, and a way to try one without emitting anything.
import { Alert, Badge, Button, Group, JsonInput, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Copyable } from '../parts/copyable.js';
import { ErrorNote } from '../parts/error-note.js';
import { JsonBlock } from '../parts/json-block.js';
import { ask } from '../server/connection.js';
import { Catalogue, type CatalogueRecord } from './record-list.js';
import { RotateWebhook } from './rotate-webhook.js';

const FIELDS = {
  name: { type: 'string', title: 'Name' },
  description: { type: 'string', title: 'Description' },
  template: {
    type: 'string',
    title: 'Template',
    format: 'textarea',
    description: 'Gives a JSON object with event and resource; body, headers and method can be read in it.',
    default: '{"event": "webhook.called", "resource": {"prefect.resource.id": "webhook.{{ body.id }}"}}',
  },
  enabled: { type: 'boolean', title: 'On', default: true },
  verification: {
    type: 'string',
    title: 'Verification',
    enum: ['none', 'key', 'standard-webhooks', 'github', 'stripe'],
    default: 'none',
  },
  secret: {
    type: 'string',
    title: 'Secret',
    format: 'password',
    minLength: 8,
    description:
      'Where the sender gives one, as Stripe does. Empty: one is made where the verification is new, and else it stays.',
  },
};

export function WebhooksView() {
  const [tried, setTried] = useState<CatalogueRecord | null>(null);
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null);
  // A change of something else answers without one, and hides none that is still to be copied.
  const showSecret = ({ name, secret }: CatalogueRecord): void => {
    if (typeof secret === 'string') setMade({ name, secret });
  };
  return (
    <>
      {made !== null && (
        <Alert
          color="cyan"
          title={`The secret of ${made.name}, shown this once`}
          withCloseButton
          closeButtonLabel="Close"
          onClose={() => setMade(null)}
          mb="md"
        >
          <Copyable text={made.secret} what="secret" />
        </Alert>
      )}
      <Catalogue
        title="Webhooks"
        about="Addresses that turn what other programs post into events."
        empty="Give its address to a program that should start something here."
        one="webhook"
        path="/webhooks"
        createSchema={{ type: 'object', required: ['name', 'template'], properties: FIELDS }}
        editSchema={{ type: 'object', required: ['name', 'template'], properties: FIELDS }}
        toEdit={({ name, description, template, enabled, verification }) => ({
          name,
          description,
          template,
          enabled,
          verification,
        })}
        onSaved={showSecret}
        summary={(webhook) => (
          <Stack gap={4} align="flex-start">
            <Copyable text={`${location.origin}${String(webhook['path'])}`} what="address" />
            <Badge size="sm" variant="default" tt="none">
              {webhook['enabled'] === true ? 'on' : 'off'}, verification: {String(webhook['verification'])}
            </Badge>
            <Group gap="xs">
              <Button size="xs" variant="default" onClick={() => setTried(webhook)} aria-label={`Try ${webhook.name}`}>
                Try
              </Button>
              <RotateWebhook webhook={webhook} onRotated={showSecret} />
            </Group>
          </Stack>
        )}
      />
      <Modal
        opened={tried !== null}
        onClose={() => setTried(null)}
        title={`Try ${tried?.name ?? ''}`}
        size="lg"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {tried && <TryOut webhook={tried} />}
      </Modal>
    </>
  );
}

function TryOut({ webhook }: { readonly webhook: CatalogueRecord }) {
  const [body, setBody] = useState('{\n  "id": "1"\n}');
  const attempt = useMutation({
    mutationFn: () =>
      ask<{ event: unknown; rendered: string }>(`/webhooks/${webhook.id}/dry_run`, {
        method: 'POST',
        body: JSON.parse(body) as unknown,
      }),
  });
  return (
    <Stack>
      <Text size="sm">Nothing is emitted.</Text>
      <JsonInput
        label="What is posted"
        value={body}
        onChange={setBody}
        autosize
        minRows={4}
        validationError="Not JSON yet."
      />
      <Group>
        <Button loading={attempt.isPending} onClick={() => attempt.mutate()}>
          Show the event
        </Button>
      </Group>
      {attempt.error && <ErrorNote error={attempt.error} />}
      {attempt.data && <JsonBlock value={attempt.data.event} label="The event it would make" />}
    </Stack>
  );
}
