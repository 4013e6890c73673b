// The web page as files: what vite built, at every address that is not the API's. Apart from the routes because it is
// open to everybody (it holds nothing, and asks for credentials itself) and needs a policy and caching of its own.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, type Response } from 'express';

/** Addresses under these are never the page's. */
const OTHER_ADDRESSES = /^\/(api|docs|hooks)(\/|$)/;
const NONCE_MARK = '%STYLE_NONCE%';
const HASHED_FILES = '/assets/';
const YEAR_SECONDS = 31_536_000;
/** What the build lays beside its files, the smallest first. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

/** Where the build puts the page, from the sources and from the build alike. */
export const PAGE_FOLDER = fileURLToPath(
  import.meta.url.endsWith('.ts') ? new URL('../../dist/ui/', import.meta.url) : new URL('../../ui/', import.meta.url),
);

/**
 * Serves the page. Addresses that a person opens get its document, whatever they name, since the page knows its own
 * addresses; files that are not there are left to the caller's refusal.
 */
export function servePage(folder: string = PAGE_FOLDER): RequestHandler[] {
  const files = express.static(folder, { index: false, redirect: false, etag: true, setHeaders });
  return [
    compressed(folder),
    (request, response, next) => {
      if (isOther(request.method, request.path) || request.path === '/index.html') return next();
      files(request, response, next);
    },
    (request, response, next) => {
      if (isOther(request.method, request.path) || request.path.startsWith(HASHED_FILES)) return next();
      if (!request.accepts(['application/json', 'text/html']).toString().includes('html')) return next();
      const document = readDocument(folder);
      if (document === undefined) return next();
      sendDocument(response, document);
    },
  ];
}

/** Sends a file as the build compressed it, to whoever takes that; the file itself is left to what comes next. */
function compressed(folder: string): RequestHandler {
  const files = express.static(folder, { index: false, redirect: false, acceptRanges: false, setHeaders });
  const names = Object.keys(ENCODINGS) as (keyof typeof ENCODINGS)[];
  return (request, response, next) => {
    const { url, path } = request;
    if (isOther(request.method, path) || !path.startsWith(HASHED_FILES)) return next();
    response.vary('accept-encoding');
    const encoding = names.find((name) => request.acceptsEncodings(name) === name);
    if (encoding === undefined) return next();
    request.url = path + ENCODINGS[encoding];
    response.type(extname(path)).set('content-encoding', encoding);
    files(request, response, (error?: unknown) => {
      request.url = url;
      response.removeHeader('content-encoding');
      response.removeHeader('content-type');
      next(error);
    });
  };
}

function isOther(method: string, path: string): boolean {
  return (method !== 'GET' && method !== 'HEAD') || OTHER_ADDRESSES.test(path);
}

/** Read each time: it is small, and a new build is served without a new start. */
function readDocument(folder: string): string | undefined {
  try {
    return readFileSync(`${folder}/index.html`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Scripts come from here alone; styles too, and from scripts that know this answer's nonce. */
function sendDocument(response: Response, document: string): void {
  const nonce = randomBytes(16).toString('base64');
  response.set({
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  });
  response.type('text/html').send(document.replaceAll(NONCE_MARK, nonce));
}

function setHeaders(response: Response, path: string): void {
  const isHashed = path.replaceAll('\\', '/').includes(HASHED_FILES);
  response.setHeader('cache-control', isHashed ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
}
