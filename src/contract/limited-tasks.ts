// What the engine and the worker tell each other about a task run under a concurrency limit: by the activity's id, that
// slots are held for it; by a failure, that they were lost before it began.

/** Ends the activity id of a task run whose slots the worker must keep. */
export const LIMITED_SUFFIX = ':limited';

/** Type of the failure by which a worker refuses to begin: the slots went to others. The engine claims them again. */
export const SLOT_LOST = 'sluice-slot-lost';
