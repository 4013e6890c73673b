// The header by which the reference's clients say which API version they speak: a bad or too old one is refused in
// their words, an absent one is fine. Source of the behaviour: the reference's server, recorded in its 0.8.4.
import type { RequestHandler } from 'express';

/** The API version these documents follow. */
export const API_VERSION = '0.8.4';
/** What `/admin/version` answers: the reference's clients require an equal major version. */
export const COMPATIBLE_PACKAGE_VERSION = '3.8.8';

const OLDEST_API_VERSION = '0.8.0';

/** Refuses (400) a version that is not `x.y.z` or is older than 0.8.0. */
export const checkApiVersion: RequestHandler = (request, response, next) => {
  const given = request.get('x-prefect-api-version');
  if (given === undefined || ['/api/health', '/api/version'].includes(request.path)) return next();
  const version = parseVersion(given);
  if (version === null) {
    const detail = `Invalid X-PREFECT-API-VERSION header format.Expected header in format 'x.y.z' but received ${given}`;
    response.status(400).json({ detail });
  } else if (isOlder(version, parseVersion(OLDEST_API_VERSION) ?? [])) {
    const required = `this server requires version ${OLDEST_API_VERSION} or higher.`;
    response.status(400).json({ detail: `The request specified API version ${given} but ${required}` });
  } else next();
};

function parseVersion(text: string): number[] | null {
  return /^\d+\.\d+\.\d+$/.test(text) ? text.split('.').map(Number) : null;
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const index = version.findIndex((part, position) => part !== than[position]);
  return index !== -1 && (version[index] ?? 0) < (than[index] ?? 0);
}
