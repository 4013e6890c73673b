// Flags over the environment: a flag stands for the variable of the same meaning, so that both are checked by one table.
import { readConfig, type Config, type SettingName } from '../config.js';

/**
 * The configuration with some variables replaced; undefined leaves a variable as it is.
 *
 * @throws `definition-invalid` naming each bad variable
 */
export function readConfigWith(flags: Partial<Record<SettingName, string | number | undefined>> = {}): Config {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return readConfig({ ...process.env, ...Object.fromEntries(given.map(([name, value]) => [name, String(value)])) });
}

/** How the client reaches the API. A key given by flag wins over every credential of the environment. */
export function readApiSettings(flags: { readonly apiUrl?: string; readonly apiKey?: string }): {
  readonly apiUrl: string;
  readonly apiKey: string | null;
  readonly authString: string | null;
} {
  const { api } = readConfigWith({ SLUICE_API_URL: flags.apiUrl, SLUICE_API_KEY: flags.apiKey });
  return { apiUrl: api.url, apiKey: api.key, authString: flags.apiKey === undefined ? api.authString : null };
}

/** The Temporal server that a configuration names, else the one of `sluice dev` on this machine. */
export function temporalOf({ temporal }: Config) {
  const { address, namespace, tls, apiKey, port } = temporal;
  return { address: address ?? `127.0.0.1:${port}`, namespace, tls, apiKey };
}
