// What the sandbox loads once for all runs of a worker instead of once a run: this package and zod. It is a third of the
// time and most of the memory that a run takes. Only the bundle imports this file (hosting/workflow-bundle.ts); nothing
// here or below may keep state of a run in a module, since all runs share it (current-run.ts shows where it goes).
import * as events from '../domain/events/event.js';
import * as inputs from '../domain/inputs.js';
import * as logs from '../domain/logs.js';
import * as pauses from '../domain/pauses.js';
import * as secretReferences from '../domain/secret-references.js';
import * as states from '../domain/states.js';
import './index.js';
import { prepareZod } from './zod-in-sandbox.js';

// Temporal freezes what is loaded here, all the way down, but stops at what is frozen already. Zod builds parts of a
// schema when they are first used, which a frozen schema refuses; so modules that export schemas are frozen here, at
// their surface alone.
prepareZod();
for (const module of [events, inputs, logs, pauses, secretReferences, states]) Object.freeze(module);
