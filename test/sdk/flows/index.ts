// Every flow of the engine's tests.
export * from './cancelling.js';
export * from './pausing.js';
export * from './running.js';
export * from './suspending.js';
