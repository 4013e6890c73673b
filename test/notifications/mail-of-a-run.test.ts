// The guide's mail about a run that has completed: who ran, of what flow and deployment, with which parameters, and the link
// to its page, as it arrives in the inbox.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { EventTrigger, SendNotification } from '../../src/client/index.js';
import { UI_URL } from '../automations/automation-harness.js';
import { blockOf, openSeedPlatform, type SeedPlatform } from '../automations/seed-platform.js';
import { mailText, startMailServer } from './mail-server.js';

// Generous: reached only when something hangs, also on a machine that has much else to do.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

let platform: SeedPlatform;
beforeAll(async () => {
  platform = await openSeedPlatform();
});
afterAll(() => platform.close());

const BODY = `Flow run {{ flow_run.name }} for flow {{ flow.name }}
entered state {{ flow_run.state.name }}
with message {{ flow_run.state.message }}

Flow tags: {{ flow_run.tags }}
Deployment name: {{ deployment.name }}
Deployment version: {{ deployment.version }}
Deployment parameters: {{ deployment.parameters }}
{{ flow_run | ui_url }}`;

it('arrives with what the template asks for of run, flow and deployment, and a link to the run', async () => {
  const mail = await startMailServer();
  const name = `orders-${randomUUID()}`;
  const id = await platform.deploy('postOrderComplete', name);
  const given = { version: '1.2', tags: ['shop', 'paid'], parameters: { user_id: '123' } };
  await platform.client.deployments.update({ id }, given);
  const credentials = {
    smtp_server: '127.0.0.1',
    smtp_port: mail.port,
    smtp_type: 'INSECURE',
    email_from: 'sluice@example.com',
    email_to: ['ann@example.com'],
  };
  const automation = await platform.client.automations.create({
    name: 'mail when orders are posted',
    trigger: EventTrigger({
      expect: ['prefect.flow-run.Completed'],
      match: { 'prefect.resource.id': 'prefect.flow-run.*' },
      matchRelated: { 'prefect.resource.name': name },
    }),
    actions: [
      SendNotification({
        blockDocumentId: await blockOf(platform.context, 'email-server-credentials', credentials),
        subject: '{{ flow.name }}: {{ flow_run.state.name }}',
        body: BODY,
      }),
    ],
  });
  const run = await platform.client.runDeployment({ id }, { timeout: 0 });
  const [firing] = await platform.fired(automation.id, 1);
  expect(firing?.actions).toMatchObject([{ status: 'executed', reason: null }]);
  expect(mail.lines).toEqual(
    expect.arrayContaining(['RCPT TO:<ann@example.com>', 'Subject: postOrderComplete: Completed']),
  );
  const lines = mailText(mail).trimEnd().split('\n');
  expect(lines).toEqual([
    `Flow run ${run.name} for flow postOrderComplete`,
    'entered state Completed',
    expect.stringMatching(/^with message /),
    '',
    expect.stringMatching(/^Flow tags: \[('shop', 'paid'|'paid', 'shop')\]$/),
    `Deployment name: ${name}`,
    'Deployment version: 1.2',
    "Deployment parameters: {'user_id': '123'}",
    `${UI_URL}/runs/flow-run/${run.id}`,
  ]);
});
