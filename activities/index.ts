// The list of the examples' tasks; a worker serves each by its name. They are what the flows were promised.
import type {
  ArithmeticTasks,
  CountingTasks,
  JokeTasks,
  NumberTasks,
  SlackTasks,
  UserTasks,
} from '../src/contract/example-tasks.js';
import { add, divide, missionCriticalTask } from './examples/arithmetic.js';
import { taskOne } from './examples/counting.js';
import { marvinPunchline, marvinSetup } from './examples/jokes.js';
import { foo } from './examples/numbers.js';
import { postToSlack } from './examples/slack.js';
import { cleanUser, fetchUser } from './examples/users.js';

({ taskOne }) satisfies CountingTasks;
({ marvinPunchline, marvinSetup }) satisfies JokeTasks;
({ foo }) satisfies NumberTasks;
({ cleanUser, fetchUser }) satisfies UserTasks;
({ add, divide, missionCriticalTask }) satisfies ArithmeticTasks;
({ postToSlack }) satisfies SlackTasks;

export {
  add,
  cleanUser,
  divide,
  fetchUser,
  foo,
  marvinPunchline,
  marvinSetup,
  missionCriticalTask,
  postToSlack,
  taskOne,
};
