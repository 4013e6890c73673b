// Programs that deploy flows for events to start, as functions that a test calls: each is what somebody would write into a
// script of their own, with where the flows and the server are as options.
import { readFile } from 'node:fs/promises';
import type { AutomationDocument, SluiceClient } from 'sluice/client';
import { EventTrigger, RunDeployment } from 'sluice/client';
import { deploy, serve, type DeployOptions, type ServeOptions } from 'sluice/worker';
import { parse } from 'yaml';
import { decoratedFn, downstreamFlow, postOrderComplete, upstreamFlow } from '../../workflows/examples/event-driven.js';

export async function servePinged(options: ServeOptions): Promise<void> {
  await serve(
    decoratedFn.toDeployment({
      name: 'my-deployment',
      triggers: [
        {
          enabled: true,
          match: { 'prefect.resource.id': 'my.external.resource' },
          expect: ['external.resource.pinged'],
          parameters: { param_1: '{{ event }}' },
        },
      ],
    }),
    options,
  );
}

export async function deployPingedAndReplied(options: DeployOptions): Promise<void> {
  await deploy(
    decoratedFn.toDeployment({
      name: 'in-a-pool',
      triggers: [
        {
          type: 'compound',
          enabled: true,
          name: 'my-compound-trigger',
          require: 'all',
          triggers: [
            {
              type: 'event',
              match: { 'prefect.resource.id': 'my.external.resource' },
              expect: ['external.resource.pinged'],
            },
            {
              type: 'event',
              match: { 'prefect.resource.id': 'my.external.resource' },
              expect: ['external.resource.replied'],
            },
          ],
          parameters: { param_1: '{{ event }}' },
        },
      ],
      workPoolName: 'my-work-pool',
    }),
    options,
  );
}

export async function serveUpstreamAndDownstream(options: ServeOptions): Promise<void> {
  const upstreamDeployment = upstreamFlow.toDeployment({ name: 'upstream_deployment' });
  const downstreamDeployment = downstreamFlow.toDeployment({
    name: 'downstream_deployment',
    triggers: [
      {
        expect: ['prefect.flow-run.Completed'],
        match_related: { 'prefect.resource.name': 'upstream_deployment' },
      },
    ],
  });

  await serve(upstreamDeployment, downstreamDeployment, options);
}

export async function serveOrders(options: ServeOptions): Promise<void> {
  const orderComplete = {
    expect: ['order.complete'],
    after: ['order.created'],
    for_each: ['prefect.resource.id'],
    parameters: { user_id: '{{ event.resource.id }}' },
  };

  await serve(postOrderComplete.toDeployment({ name: 'post-order-complete', triggers: [orderComplete] }), options);
}

export async function emitOrders(client: SluiceClient): Promise<void> {
  const [userId1, userId2] = ['123', '456'];
  for (const [event, userId] of [
    ['order.created', userId1],
    ['order.created', userId2], // other user
    ['order.complete', userId1],
  ] as const) {
    await client.events.emit({ event, resource: { 'prefect.resource.id': userId } });
    console.log(`${userId} emitted ${event}`);
  }
}

export async function createEventDrivenAutomation(
  client: SluiceClient,
  deploymentId: string,
): Promise<AutomationDocument> {
  return client.automations.create({
    name: 'Event Driven Redeploy',
    description: 'Programmatically created an automation to redeploy a flow based on an event',
    enabled: true,
    trigger: EventTrigger({
      after: ['prefect.flow-run.Running'],
      expect: ['prefect.flow-run.Completed'],
      forEach: ['prefect.resource.id'],
      posture: 'Proactive',
      within: 30,
    }),
    actions: [RunDeployment({ deploymentId, parameters: { num: 10 } })],
  });
}

/** Creates or updates an automation from a local YAML file. */
export async function createOrUpdateAutomation(client: SluiceClient, path = 'automation.yaml'): Promise<void> {
  const definition = parse(await readFile(path, 'utf8')) as Parameters<typeof client.automations.create>[0];

  const [existing] = await client.automations.list({ name: definition.name });

  if (existing) {
    console.log(`Automation '${definition.name}' already exists and will be updated`);
    await client.automations.update(existing.id, definition);
  } else {
    console.log(`Creating automation '${definition.name}'`);
    await client.automations.create(definition);
  }
}
