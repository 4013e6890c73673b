// What the HTTP edge can be told, with its defaults in one literal. Apart because the composition root fills it from the
// environment, tests fill it by hand, and the edge reads it resolved: nothing in here is optional once the app runs.
import { SluiceError } from '../domain/errors.js';

export interface ApiConfig {
  /** Bearer key of programs and workers (`SLUICE_API_KEY`). Null: no key is asked for. @default null */
  readonly apiKey: string | null;
  /** `user:password` of people and of the reference's clients (`SLUICE_API_AUTH_STRING`). @default null */
  readonly authString: string | null;
  /** The address the server listens on; its name is an allowed Host. @default '127.0.0.1' */
  readonly host: string;
  /** Further names a Host header may carry, without port; `*` allows any. @default [] (loopback names only) */
  readonly allowedHosts: readonly string[];
  /** Origins of web pages that may call, such as `https://ops.example.com`. @default [] (none) */
  readonly allowedOrigins: readonly string[];
  /** Largest request body in bytes, after decompression. @default 1048576 */
  readonly bodyLimitBytes: number;
  /** Requests that one webhook takes in a minute (`SLUICE_HOOK_REQUESTS_PER_MINUTE`). @default 600 */
  readonly hookRequestsPerMinute: number;
  /** Requests of one caller in a minute that found no webhook, or were not let in by it. @default 120 */
  readonly hookRefusalsPerMinute: number;
  /** Private places that test messages may go to (`SLUICE_ALLOW_PRIVATE_ADDRESSES`). @default [] (none) */
  readonly allowPrivateAddresses: readonly string[];
  /** Where browsers find runs on Temporal's Web UI (`SLUICE_TEMPORAL_UI_URL`). @default null (unknown) */
  readonly temporalUi: { readonly url: string; readonly namespace: string } | null;
  /** The product's own version, for the OpenAPI document and the health answers. @default '0.0.0' */
  readonly version: string;
}

export const API_CONFIG_DEFAULTS: ApiConfig = {
  apiKey: null,
  authString: null,
  host: '127.0.0.1',
  allowedHosts: [],
  allowedOrigins: [],
  bodyLimitBytes: 1024 * 1024,
  hookRequestsPerMinute: 600,
  hookRefusalsPerMinute: 120,
  allowPrivateAddresses: [],
  temporalUi: null,
  version: '0.0.0',
};

/**
 * Options with defaults filled in; `undefined` never overwrites a default, an empty key or auth string counts as none.
 * Throws `definition-invalid` naming the option, what was found and what was expected.
 */
export function resolveApiConfig(options: Partial<ApiConfig> = {}): ApiConfig {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const config: ApiConfig = { ...API_CONFIG_DEFAULTS, ...given };
  const { authString, bodyLimitBytes } = config;
  if (authString && !/^[^:]+:.+$/s.test(authString)) {
    throw refuse('authString', 'a text of another form', 'user:password');
  }
  if (!Number.isInteger(bodyLimitBytes) || bodyLimitBytes < 1) {
    throw refuse('bodyLimitBytes', String(bodyLimitBytes), 'a whole number of bytes from 1 up');
  }
  for (const origin of config.allowedOrigins) {
    if (!isOrigin(origin)) throw refuse('allowedOrigins', `'${origin}'`, 'an origin such as https://ops.example.com');
  }
  return { ...config, apiKey: config.apiKey || null, authString: authString || null };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

function refuse(option: string, found: string, expected: string): SluiceError {
  const message = `${option}: expected ${expected}, found ${found}.`;
  return new SluiceError('definition-invalid', message, { fields: [{ path: option, message }] });
}
