// The connection to a Temporal server that the platform makes its calls on, and the one way a call is made: with a
// deadline, and with what went wrong as an error of ours.
import { readFile } from 'node:fs/promises';
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
  type ConnectionOptions,
} from '@temporalio/client';
import type { PayloadStore } from '../contract/payload-store.js';
import { SluiceError } from '../domain/errors.js';
import { createClaimCheckCodec } from './claim-check.js';
import { isTooLarge, isUnreachable, isWorkflowNotFound, sluiceErrorOf } from './temporal-errors.js';

export interface TemporalConnectionOptions {
  /** `host:port` */
  readonly address: string;
  readonly namespace: string;
  /** `true` for TLS; files for mutual TLS. @default no TLS on loopback and elsewhere alike */
  readonly tls?: boolean | { readonly certFile: string; readonly keyFile: string };
  /** Sent as a bearer token; implies TLS. @default none */
  readonly apiKey?: string;
}

/** What the platform's own connection needs beside an address. */
export interface PlatformConnectionOptions extends TemporalConnectionOptions {
  /** Where values are kept that are too large for Temporal. @default none: they are refused */
  readonly payloads?: PayloadStore | null;
}

export interface TemporalConnection {
  readonly address: string;
  readonly namespace: string;
  readonly client: Client;
  /** Makes a call with a deadline; what it throws is an error of ours. */
  call<T>(deadlineMs: number, fn: () => Promise<T>): Promise<T>;
  /**
   * Makes a call about one workflow: when it is not there or closed, this throws `flow-run-not-found` or
   * `flow-run-finished`.
   */
  callWorkflow<T>(workflowId: string, deadlineMs: number, fn: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Long enough for a server that restarts quickly, short enough for somebody who waits for an HTTP answer. */
export const CALL_DEADLINE_MS = 5_000;

/** A server that comes back is found again within this time; the library's own limit is two minutes. */
const CHANNEL = { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 1_000 };

/** TLS settings as the SDK's connections (client and worker alike) take them. */
export async function readTls(options: TemporalConnectionOptions): Promise<ConnectionOptions['tls']> {
  const { tls, apiKey } = options;
  if (typeof tls !== 'object') return tls ?? apiKey !== undefined;
  const [crt, key] = await Promise.all([readFile(tls.certFile), readFile(tls.keyFile)]);
  return { clientCertPair: { crt, key } };
}

/** Opens a connection. It connects with the first call and again whenever it was lost. */
export async function openTemporalConnection(options: PlatformConnectionOptions): Promise<TemporalConnection> {
  const { address, namespace, apiKey } = options;
  const connection = Connection.lazy({
    address,
    apiKey,
    tls: await readTls(options),
    channelArgs: CHANNEL,
    interceptors: [retryUnlessHopeless()],
  });
  const dataConverter = { payloadCodecs: [createClaimCheckCodec(options.payloads ?? null, 'throw')] };
  const client = new Client({ connection, namespace, dataConverter });

  const raw = <T>(deadlineMs: number, fn: () => Promise<T>): Promise<T> =>
    connection.withDeadline(Date.now() + deadlineMs, fn);
  const call = <T>(deadlineMs: number, fn: () => Promise<T>): Promise<T> =>
    raw(deadlineMs, fn).catch((error: unknown) => {
      throw sluiceErrorOf(error);
    });
  const explainAbsence = async (workflowId: string): Promise<SluiceError> => {
    const details = { workflow_id: workflowId };
    try {
      await raw(CALL_DEADLINE_MS, () => client.workflow.getHandle(workflowId).describe());
      return new SluiceError('flow-run-finished', undefined, { details });
    } catch (error) {
      if (isWorkflowNotFound(error)) return new SluiceError('flow-run-not-found', undefined, { details });
      return sluiceErrorOf(error);
    }
  };
  return {
    address,
    namespace,
    client,
    call,
    callWorkflow: (workflowId, deadlineMs, fn) =>
      raw(deadlineMs, fn).catch(async (error: unknown) => {
        throw isWorkflowNotFound(error) ? await explainAbsence(workflowId) : sluiceErrorOf(error);
      }),
    close: () => connection.close(),
  };
}

/** About three seconds: long enough for a connection that was cut, short enough for somebody who waits for an answer. */
const UNREACHABLE_ATTEMPTS = 6;

/**
 * Temporal's own retries, but not of a message that is too large (it answers that with the code for being busy), and not up
 * to the deadline while nothing is there to answer: then the caller is told so, and not that a worker was too slow.
 */
function retryUnlessHopeless(): ReturnType<typeof makeGrpcRetryInterceptor> {
  const { delayFunction, retryableDecider } = defaultGrpcRetryOptions();
  return makeGrpcRetryInterceptor({
    delayFunction,
    retryableDecider: (attempt, status) =>
      !isTooLarge(status.details) &&
      !(isUnreachable(status) && attempt >= UNREACHABLE_ATTEMPTS) &&
      retryableDecider(attempt, status),
  });
}
