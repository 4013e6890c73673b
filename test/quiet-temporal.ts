// Temporal's runtime as tests want it: it says only what went wrong. A process has one runtime, which may be set up once and
// before anything uses it, so every test file imports this first (test/before-each-file.ts).
import { DefaultLogger, Runtime } from '@temporalio/worker';

Runtime.install({ logger: new DefaultLogger('ERROR') });
