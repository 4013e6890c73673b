// The one reader of the environment: every setting with its default, its meaning and its check in one table. Everybody
// else is given the values. What is secret is never printed, not even in the message about a bad value.
import { resolve } from 'node:path';
import { z } from 'zod';
import { SluiceError } from './domain/errors.js';
import { DEFAULT_INPUT_LIMITS, type InputLimits } from './domain/inputs.js';
import { resolveCacheDir } from './temporal/cli-cache.js';

const portOrAny = z.coerce.number().int().min(0).max(65_535);
const port = portOrAny.min(1);
const list = z.string().transform((text) => text.split(',').flatMap((part) => part.trim() || []));
const flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const url = z.url({ protocol: /^https?$/ });
const hostAndPort = z.string().regex(/^(\[[0-9a-f:]+\]|[^:/\s]+):\d{1,5}$/i, 'expected host:port');

interface Setting {
  readonly check: z.ZodType;
  readonly meaning: string;
  readonly secret?: boolean;
}

/** Every variable that is read, with what it means. A default is in the check; without one the setting is off. */
export const SETTINGS = {
  SLUICE_HOST: { check: z.string().default('127.0.0.1'), meaning: 'Address the API listens on.' },
  SLUICE_PORT: { check: portOrAny.default(4200), meaning: 'Port of the API; 0 takes any free one.' },
  SLUICE_API_URL: { check: url.optional(), meaning: 'The API as clients and workers reach it, ending in /api.' },
  SLUICE_API_KEY: {
    check: z.string().optional(),
    meaning: 'Bearer key the API asks for and workers send.',
    secret: true,
  },
  SLUICE_API_AUTH_STRING: {
    check: z
      .string()
      .regex(/^[^:]+:.+$/s, 'expected user:password')
      .optional(),
    meaning: 'user:password, as clients of the reference send it.',
    secret: true,
  },
  SLUICE_ALLOWED_HOSTS: {
    check: list.default([]),
    meaning: 'Further names a Host header may carry, by comma; * allows any.',
  },
  SLUICE_ALLOWED_ORIGINS: { check: list.default([]), meaning: 'Origins of web pages that may call, by comma.' },
  SLUICE_HOOK_REQUESTS_PER_MINUTE: {
    check: z.coerce.number().int().min(1).default(600),
    meaning: 'Requests that one webhook takes in a minute.',
  },
  DATABASE_URL: {
    check: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'expected postgres://…')
      .optional(),
    meaning: 'A Postgres server for the store. Without it the store is in the data folder.',
    secret: true,
  },
  SLUICE_DATA_DIR: {
    check: z.string().default('.sluice'),
    meaning: 'Data folder: the embedded store, the dev server, logs.',
  },
  SLUICE_PAYLOADS_URL: {
    check: z
      .string()
      .regex(/^https?:\/\/[^:@/]+:[^@/]+@[^/]+\/[^/?]+/, 'expected https://KEY:SECRET@host/bucket/prefix?region=…')
      .optional(),
    meaning: 'S3-compatible bucket for values over 128 KB. Without it they are in the data folder.',
    secret: true,
  },
  SLUICE_ENCRYPTION_KEY: {
    check: z.string().optional(),
    meaning: 'Key of stored secrets: 32 bytes, hexadecimal or base64. Without it one is made in the data folder.',
    secret: true,
  },
  SLUICE_ALLOW_PRIVATE_ADDRESSES: {
    check: list.default([]),
    meaning:
      'Private places that notifications and webhooks may reach, by comma: names, addresses, networks; * allows any.',
  },
  TEMPORAL_ADDRESS: {
    check: hostAndPort.optional(),
    meaning: 'host:port of a Temporal server. `sluice dev` starts one of its own without it.',
  },
  TEMPORAL_NAMESPACE: { check: z.string().default('default'), meaning: 'Namespace on the Temporal server.' },
  TEMPORAL_TLS: { check: flag.optional(), meaning: 'Whether to speak TLS to Temporal.' },
  TEMPORAL_TLS_CERT: { check: z.string().optional(), meaning: 'Client certificate file for mutual TLS.' },
  TEMPORAL_TLS_KEY: { check: z.string().optional(), meaning: 'Key file of that certificate.' },
  TEMPORAL_API_KEY: { check: z.string().optional(), meaning: 'API key sent to Temporal.', secret: true },
  TEMPORAL_CLI_PATH: { check: z.string().optional(), meaning: 'The Temporal CLI that starts the dev server.' },
  SLUICE_TEMPORAL_PORT: { check: port.default(7233), meaning: 'Port of the dev server that `sluice dev` starts.' },
  SLUICE_TEMPORAL_UI_PORT: { check: port.default(8233), meaning: 'Port of its Web UI.' },
  SLUICE_TEMPORAL_UI_URL: { check: url.optional(), meaning: 'A Web UI of Temporal, for links from runs to it.' },
  SLUICE_EVENT_RETENTION_DAYS: {
    check: z.coerce.number().positive().max(36_500).default(7),
    meaning: 'How many days events are kept, and inputs of runs after their end.',
  },
  SLUICE_MOST_QUEUED_EVENTS: {
    check: z.coerce.number().int().positive().default(200_000),
    meaning: 'How many events may wait to be evaluated; past it, senders are told to come later (429).',
  },
  SLUICE_MOST_UNREAD_INPUTS: {
    check: z.coerce.number().int().min(1).max(8000).default(DEFAULT_INPUT_LIMITS.count),
    meaning: 'How many inputs may wait unread for one flow run or one client; more are refused.',
  },
  SLUICE_MOST_UNREAD_INPUT_BYTES: {
    check: z.coerce
      .number()
      .int()
      .min(1000)
      .max(64 * 1024 * 1024)
      .default(DEFAULT_INPUT_LIMITS.bytes),
    meaning: 'How many bytes of them.',
  },
  SLUICE_LOG_LEVEL: {
    check: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    meaning: 'Least serious log lines that are written.',
  },
  SLUICE_SHUTDOWN_GRACE_SECONDS: {
    check: z.coerce.number().min(0).max(3600).default(10),
    meaning: 'How long running requests and tasks may finish when a process is stopped.',
  },
  XDG_CACHE_HOME: {
    check: z.string().optional(),
    meaning: 'Where per-user caches are; the fetched Temporal CLI goes there.',
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;
type Values = { readonly [Name in SettingName]: z.output<(typeof SETTINGS)[Name]['check']> };
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly api: { readonly url: string; readonly key: string | null; readonly authString: string | null };
  readonly server: {
    readonly host: string;
    readonly port: number;
    /** The API as this machine reaches it. */
    readonly url: string;
    readonly allowedHosts: readonly string[];
    readonly allowedOrigins: readonly string[];
    /** Requests that one webhook takes in a minute. */
    readonly hookRequestsPerMinute: number;
  };
  readonly databaseUrl: string | null;
  /** A bucket for large values; null: they are in the data folder. */
  readonly payloadsUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** Private places that notifications and webhooks may reach. */
  readonly allowPrivateAddresses: readonly string[];
  /** Null: one is made and kept in the data folder. */
  readonly encryptionKey: string | null;
  readonly temporal: {
    /** Null: nobody named one. */
    readonly address: string | null;
    readonly namespace: string;
    readonly tls: boolean | { readonly certFile: string; readonly keyFile: string } | undefined;
    readonly apiKey: string | undefined;
    readonly cliPath: string | undefined;
    readonly port: number;
    readonly uiPort: number;
    /** Its Web UI as browsers reach it; null: nobody said. */
    readonly uiUrl: string | null;
  };
  readonly eventRetentionDays: number;
  readonly mostQueuedEvents: number;
  /** How much may wait unread for one flow run or one client. */
  readonly inputLimits: InputLimits;
  readonly logLevel: Values['SLUICE_LOG_LEVEL'];
  readonly shutdownGraceMs: number;
  readonly cacheDir: string;
  /** The environment itself, for child processes. */
  readonly environment: Environment;
}

/**
 * The settings of an environment. An empty variable counts as absent.
 *
 * @throws `definition-invalid` naming each bad variable, what was found (unless secret) and what was expected
 */
export function readConfig(environment: Environment = process.env): Config {
  const values = checkAll(environment);
  const { TEMPORAL_TLS_CERT: certFile, TEMPORAL_TLS_KEY: keyFile } = values;
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw refuse([{ path: 'TEMPORAL_TLS_CERT', message: 'expected together with TEMPORAL_TLS_KEY' }]);
  }
  const ownUrl = `http://${reachableHost(values.SLUICE_HOST)}:${values.SLUICE_PORT}/api`;
  return {
    api: {
      url: values.SLUICE_API_URL ?? ownUrl,
      key: values.SLUICE_API_KEY ?? null,
      authString: values.SLUICE_API_AUTH_STRING ?? null,
    },
    server: {
      host: values.SLUICE_HOST,
      port: values.SLUICE_PORT,
      url: ownUrl,
      allowedHosts: values.SLUICE_ALLOWED_HOSTS,
      allowedOrigins: values.SLUICE_ALLOWED_ORIGINS,
      hookRequestsPerMinute: values.SLUICE_HOOK_REQUESTS_PER_MINUTE,
    },
    databaseUrl: values.DATABASE_URL ?? null,
    payloadsUrl: values.SLUICE_PAYLOADS_URL ?? null,
    dataDir: resolve(values.SLUICE_DATA_DIR),
    allowPrivateAddresses: values.SLUICE_ALLOW_PRIVATE_ADDRESSES,
    encryptionKey: values.SLUICE_ENCRYPTION_KEY ?? null,
    temporal: {
      address: values.TEMPORAL_ADDRESS ?? null,
      namespace: values.TEMPORAL_NAMESPACE,
      tls: certFile !== undefined && keyFile !== undefined ? { certFile, keyFile } : values.TEMPORAL_TLS,
      apiKey: values.TEMPORAL_API_KEY,
      cliPath: values.TEMPORAL_CLI_PATH,
      port: values.SLUICE_TEMPORAL_PORT,
      uiPort: values.SLUICE_TEMPORAL_UI_PORT,
      uiUrl: values.SLUICE_TEMPORAL_UI_URL ?? null,
    },
    eventRetentionDays: values.SLUICE_EVENT_RETENTION_DAYS,
    mostQueuedEvents: values.SLUICE_MOST_QUEUED_EVENTS,
    inputLimits: { count: values.SLUICE_MOST_UNREAD_INPUTS, bytes: values.SLUICE_MOST_UNREAD_INPUT_BYTES },
    logLevel: values.SLUICE_LOG_LEVEL,
    shutdownGraceMs: values.SLUICE_SHUTDOWN_GRACE_SECONDS * 1000,
    cacheDir: resolveCacheDir(values.XDG_CACHE_HOME),
    environment,
  };
}

function checkAll(environment: Environment): Values {
  const problems: { path: string; message: string }[] = [];
  const values = Object.entries<Setting>(SETTINGS).map(([name, { check, secret }]) => {
    const given = environment[name] || undefined;
    const parsed = check.safeParse(given);
    if (parsed.success) return [name, parsed.data];
    const found = secret ? '' : `, found '${given}'`;
    problems.push({ path: name, message: `${parsed.error.issues.map(({ message }) => message).join('; ')}${found}` });
    return [name, undefined];
  });
  if (problems.length > 0) throw refuse(problems);
  return Object.fromEntries(values) as Values;
}

function refuse(fields: readonly { path: string; message: string }[]): SluiceError {
  const sentences = fields.map(({ path, message }) => `${path}: ${message}`);
  return new SluiceError('definition-invalid', `The environment is not valid. ${sentences.join('. ')}.`, { fields });
}

/** A server that listens on every address is reached on this machine by loopback. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
