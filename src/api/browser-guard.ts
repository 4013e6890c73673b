// What a web page could make a browser do to this server: DNS rebinding (answered by the Host check), forged requests
// (answered by the Origin and Sec-Fetch-Site checks) and reading answers (CORS, closed unless an origin is configured).
// Apart because a server on loopback without credentials has nothing else to protect it.
import type { Request, RequestHandler } from 'express';
import { SluiceError } from '../domain/errors.js';
import type { ApiConfig } from './api-config.js';
import { isLoopback } from './binding.js';

const ALLOWED_METHODS = 'GET, POST, PATCH, DELETE';
const ALLOWED_HEADERS = 'authorization, content-type, idempotency-key, x-request-id, x-sluice-actor, x-sluice-client';
const EXPOSED_HEADERS = 'x-request-id, retry-after';

/** Refuses a Host header that names neither this machine, nor the address listened on, nor a configured name (403). */
export function checkHost(config: Pick<ApiConfig, 'host' | 'allowedHosts'>): RequestHandler {
  return (request, _response, next) => {
    const found = request.headers.host ?? '';
    if (isAllowedHost(found, config)) return next();
    throw new SluiceError(
      'forbidden',
      `The Host header says '${found}', which is not a name of this server. Configure it in SLUICE_ALLOWED_HOSTS.`,
    );
  };
}

/** Tells whether a Host header names this machine, the address listened on, or a configured name. */
export function isAllowedHost(found: string, config: Pick<ApiConfig, 'host' | 'allowedHosts'>): boolean {
  const allowed = [config.host, ...config.allowedHosts].map(normalizeHost);
  const name = hostnameOf(found);
  return allowed.includes('*') || (name !== null && (isLoopback(name) || allowed.includes(name)));
}

/**
 * Tells whether a WebSocket may be opened for a page of this origin: the server's own, or a configured one. Browsers always
 * send it; programs send none.
 */
export function isAllowedSocketOrigin(
  { origin, host }: { readonly origin?: string; readonly host?: string },
  config: Pick<ApiConfig, 'allowedOrigins'>,
): boolean {
  return origin === undefined || config.allowedOrigins.includes(origin) || isSameOrigin(origin, host);
}

/** Refuses what a browser sends for a page of another origin (403), unless the origin is configured; answers preflights. */
export function checkOrigin(config: Pick<ApiConfig, 'allowedOrigins'>): RequestHandler {
  const allowed = new Set(config.allowedOrigins);
  return (request, response, next) => {
    const origin = request.get('origin');
    response.vary('Origin');
    if (origin !== undefined && allowed.has(origin)) {
      response.set({ 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS });
      if (request.method !== 'OPTIONS') return next();
      response.set({
        'access-control-allow-methods': ALLOWED_METHODS,
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': '600',
      });
      response.status(204).end();
      return;
    }
    if (origin === undefined ? isForgeable(request) : !isSameOrigin(origin, request.headers.host)) {
      const from = origin === undefined ? 'another site' : `'${origin}'`;
      const detail = `Requests from a page of ${from} are not allowed. Configure its origin in SLUICE_ALLOWED_ORIGINS.`;
      throw new SluiceError('forbidden', detail);
    }
    next();
  };
}

/** A browser says the request comes from elsewhere, and it is not a person following a link. */
function isForgeable(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  const isNavigation = request.get('sec-fetch-mode') === 'navigate' && request.method === 'GET';
  return !isNavigation;
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

function hostnameOf(host: string): string | null {
  if (!/^[\w.:[\]-]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return normalizeHost(new URL(`http://${host}`).hostname);
}

function normalizeHost(name: string): string {
  return name.toLowerCase().replace(/^\[|\]$/g, '');
}
