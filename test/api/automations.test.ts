// Automations over HTTP: documents as the reference gives and takes them, the first documents' own examples, what is
// refused when saved, simulation, and the ledger of firings.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_REFERENCE, startTestServer, type Reply, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const WOODCHONK = {
  name: 'woodchonk',
  trigger: {
    type: 'event',
    expect: ['animal.walked'],
    match: { genus: 'Marmota', species: 'monax' },
    posture: 'Reactive',
    threshold: 3,
  },
  actions: [{ type: 'cancel-flow-run' }],
};
const INSTANT = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/) as unknown;
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;

const create = (body: Record<string, unknown>): Promise<Reply> => server.post('/api/automations/', body);

async function made(rest: Record<string, unknown> = {}): Promise<string> {
  const reply = await create({ ...WOODCHONK, name: `n-${randomUUID()}`, ...rest });
  expect([reply.status, reply.text]).toEqual([201, expect.any(String)]);
  return reply.body.id;
}

const wrong = (reply: Reply): [number, string | undefined, string | undefined] => [
  reply.status,
  reply.body.errors[0]?.path,
  reply.body.errors[0]?.message,
];

describe('an automation as a document', () => {
  it('is created with every default filled in, and read again', async () => {
    const reply = await create(WOODCHONK);
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      id: UUID,
      created: INSTANT,
      updated: INSTANT,
      name: 'woodchonk',
      description: '',
      enabled: true,
      tags: [],
      trigger: {
        type: 'event',
        id: UUID,
        match: { genus: 'Marmota', species: 'monax' },
        match_related: {},
        after: [],
        expect: ['animal.walked'],
        for_each: [],
        posture: 'Reactive',
        threshold: 3,
        within: 0,
      },
      actions: [{ type: 'cancel-flow-run' }],
      actions_on_trigger: [],
      actions_on_resolve: [],
    });
    expect((await server.get(`/api/automations/${reply.body.id}`)).body).toEqual(reply.body);
  });

  it('is replaced but for what is left out, switched, and deleted', async () => {
    const id = await made({ enabled: false, tags: ['keep'], description: 'before' });
    const replaced = { name: 'after', trigger: WOODCHONK.trigger, actions: [{ type: 'do-nothing' }] };
    expect((await server.call('PUT', `/api/automations/${id}`, { body: replaced })).status).toBe(204);
    const read = async () => (await server.get(`/api/automations/${id}`)).body;
    expect(await read()).toMatchObject({
      name: 'after',
      description: 'before',
      enabled: false,
      tags: ['keep'],
      actions: [{ type: 'do-nothing' }],
    });
    const owner = await server.call('PUT', `/api/automations/${id}`, { body: { ...replaced, owner_resource: 'x' } });
    expect(wrong(owner).slice(0, 2)).toEqual([422, 'owner_resource']);
    for (const body of [{ enabled: true }, {}]) {
      expect((await server.call('PATCH', `/api/automations/${id}`, { body })).status).toBe(204);
      expect(await read()).toMatchObject({ enabled: true });
    }
    const other = await server.call('PATCH', `/api/automations/${id}`, { body: { name: 'x' } });
    expect(wrong(other).slice(0, 2)).toEqual([422, 'name']);
    expect((await server.call('DELETE', `/api/automations/${id}`)).status).toBe(204);
    for (const method of ['GET', 'DELETE']) {
      expect((await server.call(method, `/api/automations/${id}`)).status).toBe(404);
    }
    const reference = await server.get(`/api/automations/${id}`, { headers: AS_REFERENCE });
    expect([reference.status, reference.body]).toEqual([404, { exception_message: 'Automation not found' }]);
  });

  it('is found by its name and tags, counted, and deleted in bulk', async () => {
    const [one, two] = [`a-${randomUUID()}`, `b-${randomUUID()}`];
    const tag = randomUUID();
    await made({ name: two, tags: [tag] });
    await made({ name: one, tags: [tag, 'more'] });
    const automations = { tags: { all_: [tag] } };
    const names = async (body: object) =>
      (await server.post('/api/automations/filter', body)).list.map(({ name }) => name);
    expect(await names({ automations })).toEqual([one, two]);
    expect(await names({ automations, sort: 'NAME_DESC', limit: 1 })).toEqual([two]);
    expect(await names({ automations: { name: { any_: [one] } }, sort: null, limit: null })).toEqual([one]);
    expect((await server.call('POST', '/api/automations/filter')).body).toBeInstanceOf(Array);
    expect((await server.post('/api/automations/count', { automations })).body).toBe(2);
    const deleted = await server.post('/api/automations/bulk_delete', { automations, limit: 50 });
    expect([deleted.status, deleted.body.deleted.length]).toEqual([200, 2]);
    expect(await names({ automations })).toEqual([]);
  });

  it('belongs to a resource, which finds and deletes it', async () => {
    const owner = `prefect.deployment.${randomUUID()}`;
    const owned = await made({ owner_resource: owner });
    const target = randomUUID();
    const related = await made({ actions: [{ type: 'run-deployment', deployment_id: target }] });
    const of = async (resource: string) =>
      (await server.get(`/api/automations/related-to/${resource}`)).list.map(({ id }) => id);
    expect(await of(owner)).toEqual([owned]);
    expect(await of(`prefect.deployment.${target}`)).toEqual([related]);
    const deleted = await server.call('DELETE', `/api/automations/owned-by/${owner}`);
    expect([deleted.status, deleted.text]).toEqual([202, 'null']);
    expect(await of(owner)).toEqual([]);
  });
});

describe("the first documents' examples", () => {
  const REDEPLOY = {
    name: 'Event Driven Redeploy',
    description: 'Programmatically created an automation to redeploy a flow based on an event',
    enabled: 'true',
    trigger: {
      after: ['string'],
      expect: ['prefect.flow-run.Running'],
      for_each: ['prefect.resource.id'],
      posture: 'Proactive',
      threshold: 30,
      within: 0,
    },
    owner_resource: 'string',
  };
  const action = (parameters: unknown) => ({
    type: 'run-deployment',
    source: 'selected',
    deployment_id: randomUUID(),
    parameters,
  });

  it('takes the redeploy request, whose parameters must be an object', async () => {
    const reply = await create({ ...REDEPLOY, actions: [action({ num: 10 })] });
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({ enabled: true, trigger: { type: 'event', within: 10, threshold: 30 } });
    expect(wrong(await create({ ...REDEPLOY, actions: [action('10')] })).slice(0, 2)).toEqual([
      422,
      'actions[0].parameters',
    ]);
  });

  it('takes the automation that cancels long running flows', async () => {
    const reply = await create({
      name: 'Cancel long running flows',
      description: 'Cancel any flow run after an hour of execution',
      trigger: {
        match: { 'prefect.resource.id': 'prefect.flow-run.*' },
        match_related: {},
        after: ['prefect.flow-run.Failed'],
        expect: ['prefect.flow-run.*'],
        for_each: ['prefect.resource.id'],
        posture: 'Proactive',
        threshold: 1,
        within: 30,
      },
      actions: [{ type: 'cancel-flow-run' }],
    });
    expect([reply.status, reply.body]).toMatchObject([201, { trigger: { within: 30, posture: 'Proactive' } }]);
  });

  it('takes the notification with its loops', async () => {
    const body = `Automation: {{ automation.name }}
{% for label, value in event.resource %}{{ label }}: {{ value }}{% endfor %}
{% for related in event.related %}{% for label, value in related %}{{ label }}: {{ value }}{% endfor %}{% endfor %}`;
    const reply = await create({
      ...WOODCHONK,
      actions: [{ type: 'send-notification', block_document_id: randomUUID(), body }],
    });
    expect([reply.status, reply.body]).toMatchObject([201, { actions: [{ body }] }]);
  });
});

describe('what is refused when saved', () => {
  const notification = (fields: object) => ({
    actions: [{ type: 'send-notification', block_document_id: randomUUID(), body: '', ...fields }],
  });
  it.each<[string, Record<string, unknown>, string, RegExp]>([
    ['an unknown field', { colour: 'red' }, 'colour', /not a field/],
    ['an action without a type', { actions: [{}] }, 'actions[0].type', /./],
    ['a target that is not named', { actions: [{ type: 'pause-deployment' }] }, 'actions[0].deployment_id', /required/],
    [
      'an absence of nothing',
      { trigger: { posture: 'Proactive', threshold: 0 } },
      'trigger.threshold',
      /needs 1 or more, got 0/,
    ],
    ['a posture there is not', { trigger: { posture: 'Sleepy' } }, 'trigger.posture', /expected one of 'Reactive'/],
    [
      'a body that is no template',
      notification({ body: '{{ x' }),
      'actions[0].body',
      /not a valid template: unexpected/,
    ],
    ['a subject that is no template', notification({ subject: '{% for %}' }), 'actions[0].subject', /not a valid/],
    [
      'too deep loops in a payload',
      {
        actions: [
          {
            type: 'call-webhook',
            block_document_id: randomUUID(),
            payload: '{% for a in x %}{% for b in x %}{% for c in x %}{% endfor %}{% endfor %}{% endfor %}',
          },
        ],
      },
      'actions[0].payload',
      /depth of 3/,
    ],
    [
      'a parameter that is no template',
      { actions: [{ type: 'run-deployment', deployment_id: randomUUID(), parameters: { a: { b: 'x {{ y' } } }] },
      'actions[0].parameters.a.b',
      /Invalid jinja/,
    ],
    [
      'an automation that sets itself off',
      {
        trigger: { posture: 'Reactive', expect: ['prefect.flow-run.Running'] },
        actions: [{ type: 'run-deployment', source: 'inferred' }],
      },
      'actions[0]',
      /without end/,
    ],
  ])('%s', async (_, rest, path, message) => {
    const reply = await create({ ...WOODCHONK, ...rest });
    expect([reply.status, reply.body.code]).toEqual([422, 'request-invalid']);
    expect(reply.body.errors).toContainEqual({ path, message: expect.stringMatching(message) as string });
  });

  it('checks templates alone, at both addresses', async () => {
    for (const path of ['/api/templates/validate', '/api/automations/templates/validate']) {
      expect((await server.post(path, 'Hello {{ name }}')).status).toBe(204);
      const reply = await server.post(path, '{{ x');
      expect([reply.status, reply.body]).toEqual([
        422,
        {
          error: {
            line: 1,
            message: "unexpected end of template, expected 'end of print statement'.",
            source: '{{ x',
          },
        },
      ]);
    }
  });
});

describe('a simulation', () => {
  const walk = (second: number, id?: string) => ({
    id,
    occurred: `2026-01-01T00:00:0${second}Z`,
    event: 'animal.walked',
    resource: { 'prefect.resource.id': 'animal.1', genus: 'Marmota', species: 'monax' },
  });

  it('says when a draft would fire over given events, and how it stands at the end', async () => {
    const events = [walk(1), walk(2), walk(3), walk(4)];
    const reply = await server.post('/api/automations/simulate', { automation: WOODCHONK, events });
    expect([reply.status, reply.body]).toMatchObject([
      200,
      {
        events: 4,
        truncated: false,
        firings: [{ step: 2, at: '2026-01-01T00:00:03.000000Z', state: 'Triggered', triggering_event: 'step-2' }],
        explanation: { firings: 1, nodes: [{ type: 'event', buckets: [{ count: 1, threshold: 3 }] }] },
      },
    ]);
  });

  it('runs a stored automation over the events of the log', async () => {
    const { store } = server.context;
    const kind = `walked-${randomUUID()}`;
    const id = await made({ trigger: { ...WOODCHONK.trigger, expect: [kind], threshold: 2 } });
    const since = new Date().toISOString();
    const ids = [randomUUID(), randomUUID()];
    await store.events.insert(
      ids.map((eventId) => ({
        ...walk(1, eventId),
        id: eventId,
        occurred: new Date().toISOString(),
        event: kind,
        related: [],
        payload: {},
        follows: null,
      })),
    );
    const reply = await server.post('/api/automations/simulate', { automation_id: id, since });
    expect(reply.body).toMatchObject({ firings: [{ state: 'Triggered', triggering_event: ids[1] }] });
    const before = await server.post('/api/automations/simulate', {
      automation_id: id,
      since: '2026-01-01T00:00:00Z',
      until: '2026-01-02T00:00:00Z',
    });
    expect(before.body).toMatchObject({ firings: [], events: 0 });
    const nowhere = { automation_id: randomUUID(), events: [] };
    expect((await server.post('/api/automations/simulate', nowhere)).status).toBe(404);
  });

  it('lets time pass to a moment: an absence', async () => {
    const trigger = { posture: 'Proactive', expect: ['heartbeat'], within: 60 };
    const events = [{ at: '2026-01-01T00:00:00Z' }, { at: '2026-01-01T00:01:30Z' }];
    const reply = await server.post('/api/automations/simulate', { trigger, events });
    expect(reply.body).toMatchObject({ firings: [{ at: '2026-01-01T00:01:00.000000Z', triggering_event: null }] });
  });

  it.each([
    [{ events: [] }, 'automation_id', /exactly one of automation_id, automation and trigger, found none/],
    [{ trigger: WOODCHONK.trigger }, 'events', /either events, or since.*, found neither/],
    [
      { trigger: WOODCHONK.trigger, since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      'until',
      /expected an instant after since/,
    ],
    [{ trigger: WOODCHONK.trigger, events: [{ nothing: 1 }] }, 'events[0].at', /./],
  ])('refuses %j', async (body, path, message) => {
    const reply = await server.post('/api/automations/simulate', body);
    expect(reply.status).toBe(422);
    expect(reply.body.errors[0]).toEqual({ path, message: expect.stringMatching(message) as string });
  });
});

describe('the ledger', () => {
  const firing = {
    id: randomUUID(),
    trigger: '',
    sequence: 0,
    state: 'Triggered',
    triggered: '2026-01-01T00:00:00.000000Z',
    triggering_labels: {},
    triggering_event: null,
    triggering_events: [],
    triggering_firings: [],
  };

  it('lists the firings, the newest first, and carries out again only what failed', async () => {
    const id = await made({ enabled: false });
    const firings = server.context.store.firings;
    const begin = async (triggered: string) => {
      const firingId = randomUUID();
      const row = { automation_id: id, automation_name: 'n', triggered, depth: 1, firing: firing as never };
      await firings.begin({ id: firingId, ...row });
      return firingId;
    };
    const older = await begin('2026-01-01T00:00:00.000000Z');
    const newer = await begin('2026-01-02T00:00:00.000000Z');
    const list = async (query = '') => (await server.get(`/api/automations/${id}/firings${query}`)).list;
    expect((await list()).map((row) => [row.id, row.status])).toEqual([
      [newer, 'running'],
      [older, 'running'],
    ]);
    expect((await list('?limit=1&offset=1')).map((row) => row.id)).toEqual([older]);
    expect((await server.get(`/api/automations/${id}/firings?limit=0`)).status).toBe(422);
    const redrive = (firingId: string, automationId = id) =>
      server.post(`/api/automations/${automationId}/firings/${firingId}/redrive`);
    expect((await redrive(older)).status).toBe(409);
    await firings.end(older, 'failed');
    expect((await redrive(older)).status).toBe(202);
    expect((await redrive(older)).status).toBe(409);
    expect((await redrive(randomUUID())).status).toBe(404);
    expect((await redrive(newer, await made({ enabled: false }))).status).toBe(404);
  });

  it('explains an automation that is switched off by what it would begin with', async () => {
    const id = await made({ enabled: false });
    const reply = await server.get(`/api/automations/${id}/explain`);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ automation_id: id, enabled: false, recent_firings: [], withheld: [] });
    expect(reply.body).toMatchObject({ explanation: { nodes: [{ type: 'event', open_buckets: 0 }] } });
    expect((await server.get(`/api/automations/${randomUUID()}/explain`)).status).toBe(404);
    expect((await server.get('/api/automations/nonsense/firings')).status).toBe(404);
  });
});
