// The platform for a worker that runs elsewhere: the same interface as in the server's process, over HTTP with an API
// key. A call that finds nobody listening is repeated until its deadline, since each call may safely be sent twice.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../contract/platform.js';
import { SluiceError, isErrorCode, type FieldError } from '../domain/errors.js';

export interface HttpPlatformOptions {
  /** The server's API, such as `http://127.0.0.1:4200/api` (`SLUICE_API_URL`). */
  readonly url: string;
  /** The API key (`SLUICE_API_KEY`); null for a server that asks for none. */
  readonly apiKey: string | null;
  /** How long one call is tried, in milliseconds. @default 10000 */
  readonly deadlineMs?: number;
}

const DEFAULT_DEADLINE_MS = 10_000;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 2_000;
/** Statuses that say nothing about the request itself. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);
const LOGS_PER_REQUEST = 500;

/**
 * The platform behind an address. Its calls throw `platform-unavailable` when nobody answered until the deadline, and
 * otherwise the server's own error (`unauthenticated`, `forbidden`, `request-invalid`, …).
 */
export function createHttpPlatform(options: HttpPlatformOptions): Platform {
  const call = async <Result>(name: string, argument: unknown): Promise<Result> =>
    (await send(options, name, JSON.stringify(argument))) as Result;
  return {
    recordRun: (batch) => call('record-run', batch),
    async writeLogs(logs) {
      for (let start = 0; start < logs.length; start += LOGS_PER_REQUEST) {
        await call('logs', logs.slice(start, start + LOGS_PER_REQUEST));
      }
    },
    registerWorker: (registration) => call('register-worker', registration),
    readFlowRunEnd: (flowRunId) => call('read-flow-run-end', { flow_run_id: flowRunId }),
    sendInput: (delivery) => call('send-input', delivery),
    loadBlock: (address) => call('load-block', address),
    saveBlock: (request) => call('save-block', request),
    readVariable: (name) => call('read-variable', { name }),
    setVariable: (request) => call('set-variable', request),
    readCachedResult: (key) => call('read-cached-result', { key }),
    writeCachedResult: (result) => call('write-cached-result', result),
    claimSlots: (request) => call('claim-slots', request),
    renewSlots: (taskRunId) => call('renew-slots', { task_run_id: taskRunId }),
    releaseSlots: (taskRunId) => call('release-slots', { task_run_id: taskRunId }),
    runDeployment: (request) => call('run-deployment', request),
    emitEvents: (emission) => call('emit-events', emission),
  };
}

/** Sends until an answer comes; gives its document. */
async function send(options: HttpPlatformOptions, name: string, body: string): Promise<unknown> {
  const url = `${options.url.replace(/\/+$/, '')}/platform/${name}`;
  const deadlineAt = Date.now() + (options.deadlineMs ?? DEFAULT_DEADLINE_MS);
  let lastFailure: unknown = 'no time was left to try';
  for (let failures = 0; Date.now() < deadlineAt; failures += 1) {
    if (failures > 0) await sleep(Math.min(delayMs(failures), Math.max(deadlineAt - Date.now(), 0)));
    const response = await attempt(url, options.apiKey, body, deadlineAt).catch((error: unknown) => {
      // That the last attempt ran out of time says less than why those before it failed.
      if (failures === 0 || (error as Error).name !== 'TimeoutError') lastFailure = error;
    });
    if (response === undefined) continue;
    if (response.ok) return response.document;
    const refusal = readRefusal(response.status, response.document);
    if (!PASSING_STATUSES.has(response.status)) throw refusal;
    lastFailure = refusal;
  }
  throw new SluiceError(
    'platform-unavailable',
    `The platform at ${options.url} cannot be reached: ${describe(lastFailure)}.`,
    {
      cause: lastFailure,
    },
  );
}

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  /** Undefined when the answer was no JSON: empty, or a proxy in between answered. */
  readonly document: unknown;
}

async function attempt(url: string, apiKey: string | null, body: string, deadlineAt: number): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'x-sluice-client': 'worker',
      'content-type': 'application/json',
      ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body,
    signal: AbortSignal.timeout(Math.max(deadlineAt - Date.now(), 1)),
  });
  const text = await response.text();
  return { ok: response.ok, status: response.status, document: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The error inside a problem document; another answer tells its status. */
function readRefusal(status: number, document: unknown): SluiceError {
  const problem = (document ?? {}) as { code?: unknown; detail?: unknown; errors?: unknown; details?: unknown };
  const { code, detail, errors, details } = problem;
  if (!isErrorCode(code)) {
    return new SluiceError('platform-unavailable', `The platform answered with status ${status}.`);
  }
  return new SluiceError(code, typeof detail === 'string' ? detail : undefined, {
    fields: Array.isArray(errors) ? (errors as FieldError[]) : [],
    details: typeof details === 'object' && details !== null ? (details as Record<string, unknown>) : {},
  });
}

/** Doubles from 50 ms to 2 s, with up to half taken off so that workers do not come back together. */
function delayMs(attempt: number): number {
  const full = Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
  return full * (1 - Math.random() / 2);
}

/** An error with the causes behind it: fetch keeps what happened in its cause. */
function describe(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.cause instanceof Error ? `${failure.message} (${failure.cause.message})` : failure.message;
}
