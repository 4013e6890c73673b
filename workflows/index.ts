// The list of workflow types: every flow of the examples, by its export name.
export { buildNames } from './examples/build-names.js';
export { conditionalPause } from './examples/conditional-pause.js';
export { greetUser, greetUserDescription, greetUserInitialData, greetUserModel } from './examples/greet-user.js';
export { decoratedFn, downstreamFlow, postOrderComplete, upstreamFlow } from './examples/event-driven.js';
export { invoice, priceLine } from './examples/invoice.js';
export { inspiringJoke } from './examples/inspiring-joke.js';
export { noblockPausing } from './examples/noblock-pausing.js';
export { getShirtOrder, getShirtOrderLooping } from './examples/shirt-order.js';
export { greeter, greeterInputs, idleGreeter, metadataGreeter, plainGreeter, sender } from './examples/greeter.js';
export {
  callbackOnRetry,
  failureCallbacks,
  notifiesSlack,
  slackWhenFinished,
  slackWhenRetrying,
  slackWithSecret,
  specialFailure,
  stateHandlerDemo,
  taskStateHandler,
} from './examples/state-handlers.js';
