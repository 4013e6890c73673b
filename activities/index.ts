// The list of the examples' tasks; a worker serves each by its name. They are what the flows were promised.
import type {
  ArithmeticTasks,
  CountingTasks,
  JokeTasks,
  NumberTasks,
  PriceTasks,
  SlackTasks,
  UserTasks,
} from '../src/contract/example-tasks.js';
import { add, divide, missionCriticalTask } from './examples/arithmetic.js';
import { taskOne } from './examples/counting.js';
import { marvinPunchline, marvinSetup } from './examples/jokes.js';
import { foo } from './examples/numbers.js';
import { exchangeRate } from './examples/prices.js';
import { postToSlack } from './examples/slack.js';
import { cleanUser, fetchUser } from './examples/users.js';

({ taskOne }) satisfies CountingTasks;
({ marvinPunchline, marvinSetup }) satisfies JokeTasks;
({ foo }) satisfies NumberTasks;
({ cleanUser, fetchUser }) satisfies UserTasks;
({ add, divide, missionCriticalTask }) satisfies ArithmeticTasks;
({ postToSlack }) satisfies SlackTasks;
({ exchangeRate }) satisfies PriceTasks;

export {
  add,
  cleanUser,
  divide,
  exchangeRate,
  fetchUser,
  foo,
  marvinPunchline,
  marvinSetup,
  missionCriticalTask,
  postToSlack,
  taskOne,
};
