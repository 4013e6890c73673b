// Composition root of the server: the store, the connection to Temporal, the HTTP API over them. It starts in that order
// and stops in the opposite one. A Temporal server that is not there yet is no reason not to start: /api/ready tells.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { pino, type Logger } from 'pino';
import { createApp } from './api/app.js';
import { assertBindingAllowed } from './api/binding.js';
import { attachEventSockets } from './api/event-sockets/attach.js';
import type { Config } from './config.js';
import { SluiceError } from './domain/errors.js';
import { readOwnVersion } from './own-version.js';
import { keepDeletingOldEvents } from './services/events/retention.js';
import { keepDeletingPayloads } from './services/payloads/retention.js';
import { loadEncryptionKey } from './services/secrets/encryption-key.js';
import { keepDeletingOldInputs } from './services/run-inputs/input-retention.js';
import { createSecretCipher } from './services/secrets/secret-cipher.js';
import { startReconciler } from './services/run-reconciler.js';
import { keepSchedules } from './services/schedules/keep-schedules.js';
import type { ServiceContext } from './services/service-context.js';
import { startSystemWorker } from './system-worker.js';
import { openStore } from './store/store.js';
import { endProcess, reportFailure, tellParent, waitForEnd } from './supervisor/process-end.js';
import { openTemporalConnection, type TemporalConnection } from './temporal/connection.js';
import { createFilePayloadStore } from './temporal/file-payload-store.js';
import { createS3PayloadStore } from './temporal/s3-payload-store.js';
import { ensureSearchAttributes } from './temporal/search-attributes.js';
import { createTemporalGateway } from './temporal/temporal-gateway.js';

export interface ServerOptions {
  readonly config: Config;
  /** @default JSON lines on standard output, at the configured level */
  readonly logger?: Logger;
  /** Whether automations are evaluated and carried out in this process. @default true */
  readonly systemWorker?: boolean;
}

export interface RunningServer {
  /** The API, ending in /api. */
  readonly url: string;
  /** Stops taking requests, lets running ones finish within the grace time, then closes everything. */
  stop(): Promise<void>;
}

/** Where a server without TEMPORAL_ADDRESS looks for Temporal: where `sluice dev` and the CLI start it. */
const DEFAULT_TEMPORAL_HOST = '127.0.0.1';
const RETRY_MS = 1_000;
/** How long Temporal may be away at the start before that is worth a warning. */
const PATIENCE_MS = 10_000;
/** What closing the store and the connections may take beyond the grace time of requests. */
const STOP_LIMIT_MS = 5_000;

/**
 * Starts the server. It listens when this resolves.
 *
 * @throws `forbidden` when it would listen beyond loopback without credentials; `conflict` when the port is taken;
 * `store-unavailable` when the store cannot be opened
 */
export async function startServer({
  config,
  logger = createLogger(config),
  systemWorker = true,
}: ServerOptions): Promise<RunningServer> {
  const { host, port, allowedHosts, allowedOrigins, hookRequestsPerMinute } = config.server;
  const { key: apiKey, authString } = config.api;
  assertBindingAllowed(host, { apiKey, authString });

  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) {
      await step().catch((error: unknown) => logger.error({ err: error }, 'a step of stopping failed'));
    }
  };
  try {
    const store = await openStore({
      databaseUrl: config.databaseUrl,
      dataDir: config.dataDir,
      now: () => new Date(),
      onConnectionError: (error) => logger.warn({ err: error }, 'a connection to the database broke'),
    });
    stops.push(() => store.close());

    const folder = createFilePayloadStore(join(config.dataDir, 'payloads'));
    const payloads = config.payloadsUrl === null ? folder : createS3PayloadStore(config.payloadsUrl);
    const temporal = await openTemporalConnection({ ...temporalOf(config), payloads });
    stops.push(() => temporal.close());
    const background = new AbortController();
    const preparing = prepareTemporal(temporal, logger, background.signal);
    stops.push(async () => {
      background.abort();
      await preparing;
    });

    const context: ServiceContext = {
      store,
      temporal: createTemporalGateway(temporal),
      payloads,
      inputLimits: config.inputLimits,
      secrets: createSecretCipher(await loadEncryptionKey(config.encryptionKey, config.dataDir)),
      now: () => new Date(),
      mostQueuedEvents: config.mostQueuedEvents,
      newId: randomUUID,
      log: logger,
    };
    const reconciler = startReconciler(context);
    stops.push(() => reconciler.stop());
    const schedules = keepSchedules(context);
    stops.push(() => schedules.stop());
    const version = readOwnVersion();
    const { uiUrl, namespace } = config.temporal;
    const temporalUi = uiUrl === null ? null : { url: uiUrl, namespace };
    const guards = { apiKey, authString, host, allowedHosts, allowedOrigins, hookRequestsPerMinute };
    const apiConfig = { ...guards, allowPrivateAddresses: config.allowPrivateAddresses, temporalUi, version };
    const server = createServer(createApp({ context, config: apiConfig, logger }));
    const sockets = attachEventSockets(server, { context, config: apiConfig });
    await listen(server, host, port);
    stops.push(keepDeletingOldEvents(context, config.eventRetentionDays));
    stops.push(keepDeletingPayloads(context, folder));
    stops.push(keepDeletingOldInputs(context, config.eventRetentionDays));
    stops.push(() => {
      // Streams have no end of their own, and would outlast the grace time.
      sockets.close();
      return closeServer(server, config.shutdownGraceMs);
    });
    if (systemWorker) {
      const system = startSystemWorker({
        context,
        temporal: temporalOf(config),
        payloads,
        allowedPrivate: config.allowPrivateAddresses,
        uiUrl: config.api.url.replace(/\/api\/*$/, ''),
      });
      stops.push(() => system.stop());
    }
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}/api`;
    logger.info(
      { url, temporal: temporal.address, store: config.databaseUrl ? 'postgres' : config.dataDir },
      'listening',
    );
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Runs a server as this process: until a signal, or until the process that started it is gone.
 *
 * @param onReady - called once it listens
 */
export async function runServer(
  config: Config,
  onReady: (server: RunningServer) => void = () => undefined,
): Promise<void> {
  const logger = createLogger(config);
  // This process stops by its own order of steps; the Temporal runtime must not end the system worker before its turn.
  Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('WARN') });
  const end = waitForEnd();
  const server = await startServer({ config, logger }).catch(reportFailure);
  onReady(server);
  tellParent({ type: 'ready', url: server.url });
  logger.info({ reason: await end }, 'stopping');
  await endProcess(() => server.stop(), { limitMs: config.shutdownGraceMs + STOP_LIMIT_MS });
}

/** The logger of a process of ours. */
export function createLogger({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}

/** The Temporal server that a configuration names, or the one on this machine. */
export function temporalOf(config: Config) {
  const { address, namespace, tls, apiKey, port } = config.temporal;
  return { address: address ?? `${DEFAULT_TEMPORAL_HOST}:${port}`, namespace, tls, apiKey };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE') throw new SluiceError('conflict', `Cannot listen on ${host}:${port}: ${message}`);
    throw new SluiceError(
      'conflict',
      `Port ${port} on ${host} is taken by another program; choose another (SLUICE_PORT).`,
    );
  }
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(timer);
}

/** Makes our search attributes known, as soon as Temporal can be reached. Runs started before would be refused. */
async function prepareTemporal(temporal: TemporalConnection, logger: Logger, signal: AbortSignal): Promise<void> {
  const since = Date.now();
  for (let told = false; !signal.aborted;) {
    try {
      const added = await ensureSearchAttributes(temporal);
      if (added.length > 0) logger.info({ added }, 'search attributes added');
      return;
    } catch (error) {
      // Beside us it may just be starting.
      const late = Date.now() - since > PATIENCE_MS;
      if (late && !told) logger.warn({ err: error, address: temporal.address }, 'waiting for Temporal');
      told ||= late;
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
