// Resuming a recorded run over HTTP: our statuses for ours, orchestration results for the reference's clients. Runs that
// a worker serves are resumed in resume-served.test.ts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AS_REFERENCE, createRun, setState, startTestServer, type TestServer } from './server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const SCHEMA = {
  type: 'object',
  properties: { n: { type: 'integer' }, name: { type: 'string', default: 'anon' } },
  required: ['n'],
  additionalProperties: false,
};
const KEYSET = { description: 'paused-1-description', response: 'paused-1-response', schema: 'paused-1-schema' };

/** A run that waits in a pause, as the reference's client makes one. */
async function pausedRun(options: { schema?: string; timeout?: string } = {}): Promise<string> {
  const id = await createRun(server);
  await setState(server, id, { type: 'RUNNING' });
  const paused = await setState(server, id, {
    type: 'PAUSED',
    name: 'Paused',
    state_details: {
      pause_timeout: options.timeout ?? new Date(Date.now() + 3_600_000).toISOString(),
      pause_reschedule: false,
      pause_key: '1',
      run_input_keyset: options.schema === undefined ? null : KEYSET,
    },
  });
  expect(paused.body.status).toBe('ACCEPT');
  if (options.schema) await server.post(`/api/flow_runs/${id}/input`, { key: KEYSET.schema, value: options.schema });
  return id;
}

describe("for the reference's clients", () => {
  const resume = (id: string, body?: unknown) => server.post(`/api/flow_runs/${id}/resume`, body, AS_REFERENCE);

  it('resumes a bare pause with 201', async () => {
    const reply = await resume(await pausedRun());
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      status: 'ACCEPT',
      details: { type: 'accept_details' },
      state: { type: 'RUNNING', name: 'Running' },
    });
  });

  it('aborts with 200 and no state when the run is not paused', async () => {
    const id = await pausedRun();
    await resume(id, { run_input: null });
    const reply = await resume(id, {});
    expect([reply.status, reply.body]).toEqual([
      200,
      {
        state: null,
        status: 'ABORT',
        details: { type: 'abort_details', reason: 'Cannot resume a flow run that is not paused.' },
      },
    ]);
  });

  it('keeps the answer under the response key', async () => {
    const id = await pausedRun({ schema: JSON.stringify(SCHEMA) });
    const reply = await resume(id, { run_input: { n: 4 } });
    expect(reply.status).toBe(201);
    const stored = await server.get(`/api/flow_runs/${id}/input/paused-1-response`);
    expect([stored.headers['content-type'], JSON.parse(stored.text)]).toEqual(['text/plain; charset=utf-8', { n: 4 }]);
  });

  it.each([
    [{ run_input: { n: 'x' } }, /^Reason: Validation failed for field 'n'\. Failure reason: .*integer/],
    [{}, /^Reason: Validation failed.*'n'.*required/],
  ])('rejects the input %j with 200 and leaves the run paused', async (body, reason) => {
    const id = await pausedRun({ schema: JSON.stringify(SCHEMA) });
    const reply = await resume(id, body);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      status: 'REJECT',
      details: { type: 'abort_details', reason: expect.stringMatching(reason) as unknown },
      state: { type: 'PAUSED' },
    });
    expect((await server.get(`/api/flow_runs/${id}`)).body.state_type).toBe('PAUSED');
  });

  it('says that the schema is missing or no JSON', async () => {
    const withoutSchema = await pausedRun({ schema: '' });
    expect((await resume(withoutSchema)).body.details.reason).toBe('Run input schema not found.');
    const broken = await pausedRun({ schema: '{' });
    expect((await resume(broken)).body.details.reason).toBe('Run input schema is not valid JSON.');
  });

  it('fails the run when the deadline has passed', async () => {
    const id = await pausedRun({ timeout: new Date(Date.now() - 1000).toISOString() });
    const reply = await resume(id);
    expect(reply.status).toBe(201);
    expect(reply.body).toMatchObject({
      status: 'REJECT',
      details: { type: 'reject_details' },
      state: { type: 'FAILED', message: expect.stringMatching(/never resumed/) as unknown },
    });
  });

  it('refuses an input that is no object', async () => {
    const reply = await resume(await pausedRun(), { run_input: [1] });
    expect([reply.status, reply.body.exception_detail[0]?.loc]).toEqual([422, ['body', 'run_input']]);
  });
});

describe('for everybody else', () => {
  const resume = (id: string, body?: unknown, headers?: Record<string, string>) =>
    server.post(`/api/flow_runs/${id}/resume`, body, headers);

  it('resumes with 200', async () => {
    const reply = await resume(await pausedRun());
    expect([reply.status, reply.body]).toEqual([
      200,
      { status: 'ACCEPT', pause_key: null, kind: 'paused', decision_id: null },
    ]);
  });

  it('says 409 with the reason when the run is not paused, and when it has finished', async () => {
    const running = await createRun(server);
    await setState(server, running, { type: 'RUNNING' });
    const reply = await resume(running);
    expect([reply.status, reply.body.code]).toEqual([409, 'flow-run-not-paused']);
    await setState(server, running, { type: 'COMPLETED' });
    const finished = await resume(running);
    expect(finished.status).toBe(409);
    expect(finished.body.code).toMatch(/^flow-run-(finished|not-paused)$/);
  });

  it('says 422 with the field when the input does not fit, and leaves the run paused', async () => {
    const id = await pausedRun({ schema: JSON.stringify(SCHEMA) });
    const reply = await resume(id, { run_input: { n: 'x' } });
    expect([reply.status, reply.body.code]).toEqual([422, 'run-input-invalid']);
    expect(reply.body.errors).toMatchObject([{ path: 'n' }]);
    const shape = await resume(id, { run_input: 5, idempotency_key: '' });
    expect(shape.body.errors.map(({ path }) => path)).toEqual(['run_input', 'idempotency_key']);
    expect((await resume(id, { run_input: { n: 1 } })).status).toBe(200);
  });

  it('shows an open pause and its form, and null when there is none', async () => {
    const id = await pausedRun({ schema: JSON.stringify(SCHEMA) });
    const pause = (await server.get(`/api/flow_runs/${id}/pause`)).body;
    expect(pause).toMatchObject({ key: '1', kind: 'paused', schema: SCHEMA });
    await resume(id, { run_input: { n: 1 } });
    const none = await server.get(`/api/flow_runs/${id}/pause`);
    expect([none.status, none.text]).toEqual([200, 'null']);
  });
});
