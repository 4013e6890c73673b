// The HTTP API as one Express app: guards, routes, pages, errors. It is given what it stands on and starts nothing; the
// composition root listens.
import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { ServiceContext } from '../services/service-context.js';
import { resolveApiConfig, type ApiConfig } from './api-config.js';
import { checkApiVersion } from './api-version.js';
import { authenticate } from './authenticate.js';
import { readJsonBody } from './body.js';
import { checkHost, checkOrigin } from './browser-guard.js';
import { readBytesBody } from './bytes.js';
import { createErrorHandler, refuseUnknownAddress } from './error-handler.js';
import { guardHooks, HOOKS_PATH } from './hook-guards.js';
import { assignRequestId, logAccess } from './request-id.js';
import { servePage } from './page-files.js';
import { createRouter } from './router.js';
import { allRoutes } from './routes/index.js';
import { limitSignIn } from './sign-in.js';

export interface AppOptions {
  readonly context: ServiceContext;
  readonly config?: Partial<ApiConfig>;
  /** Access lines and the stacks of our own faults go here; bodies and credentials never do. */
  readonly logger: Logger;
}

/**
 * The app of the HTTP API. Before listening call `assertBindingAllowed` (binding.ts) with the address.
 *
 * @throws `definition-invalid` when an option is wrong
 */
export function createApp(options: AppOptions): Express {
  const config = resolveApiConfig(options.config);
  const routes = allRoutes(options.context, config);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(assignRequestId(), logAccess(options.logger), securityHeaders());
  app.use(HOOKS_PATH, ...guardHooks(config));
  app.use(
    createRouter(
      routes.filter((route) => route.open === true),
      config,
    ),
  );
  app.use(checkHost(config), ...servePage(), checkOrigin(config), limitSignIn(), authenticate(config), checkApiVersion);
  app.use(readBytesBody(config));
  app.use(readJsonBody(config.bodyLimitBytes));
  app.use(
    createRouter(
      routes.filter((route) => route.open !== true),
      config,
    ),
  );
  app.use(refuseUnknownAddress);
  app.use(createErrorHandler(options.logger));
  return app;
}

/** Pages of this server need their own stylesheet and nothing else. Whether there is TLS is for a proxy to say. */
function securityHeaders() {
  const guard = helmet({
    strictTransportSecurity: false,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  const neverStored: express.RequestHandler = (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  };
  return [guard, neverStored];
}
