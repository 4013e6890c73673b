// Which addresses count as this machine only, and the rule that a server without credentials listens nowhere else.
// Apart because the composition root asks before it listens and the Host check asks on each request.
import ipaddr from 'ipaddr.js';
import { SluiceError } from '../domain/errors.js';

/** Tells whether a host name or address (IPv6 with or without brackets) reaches this machine only. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  return ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback';
}

/**
 * Refuses to listen beyond loopback without credentials.
 *
 * @param host - the address the server is about to listen on
 * @param auth - the configured credentials; either one is enough
 * @throws `forbidden`, with the ways out in the message
 */
export function assertBindingAllowed(
  host: string,
  auth: { readonly apiKey: string | null; readonly authString: string | null },
): void {
  if (auth.apiKey || auth.authString || isLoopback(host)) return;
  throw new SluiceError(
    'forbidden',
    `Refusing to listen on ${host} without credentials: anybody who reaches it could start and answer runs. ` +
      'Set SLUICE_API_KEY (or SLUICE_API_AUTH_STRING=user:password), or listen on 127.0.0.1.',
    { details: { host } },
  );
}
