// Tells the followers of a run's log that lines came in. Apart from them, since lines come in by more than one use case.
import { bellPerStore } from '../bell.js';

/** The bell of a server's logs; rung by the id of a flow run. */
export const logBellOf = bellPerStore();
