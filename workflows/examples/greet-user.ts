// Asking a person: for a plain string, for a model, with initial data, and with a Markdown description made at run time.
import { flow, getRunLogger, pauseFlowRun, runInput, withInitialData } from 'sluice/workflow';
import { z } from 'zod';

const UserInput = runInput('UserInput', {
  name: z.string().describe('What should we call you?'),
  age: z.number().int().describe('Just a number, nothing more.'),
});

export const greetUser = flow({ description: 'Asks for a name as a plain string.' }, async () => {
  const user = await pauseFlowRun({ waitForInput: z.string() });
  return greet(user);
});

export const greetUserModel = flow({ description: 'Asks for a name and an age.' }, async () => {
  const user = await pauseFlowRun({ waitForInput: z.object({ name: z.string(), age: z.number().int() }) });
  return greet(user.name);
});

export const greetUserInitialData = flow({ description: 'Asks with the name filled in.' }, async () => {
  const user = await pauseFlowRun({ waitForInput: withInitialData(UserInput, { name: 'anonymous' }) });
  return greet(user.name);
});

export const greetUserDescription = flow({ description: 'Asks with a Markdown description.' }, async () => {
  const currentDate = new Date().toLocaleDateString('en-US', { year: 'numeric', month: 'long', day: 'numeric' });
  const description = `
**Welcome to the User Greeting Flow!**
Today's Date: ${currentDate}

Please enter your details below:
- **Name**: What should we call you?
- **Age**: Just a number, nothing more.
`;
  const user = await pauseFlowRun({ waitForInput: withInitialData(UserInput, { description, name: 'anonymous' }) });
  return greet(user.name);
});

function greet(name: string): string {
  const greeting = name === 'anonymous' ? 'Hello, stranger!' : `Hello, ${name}!`;
  getRunLogger().info(greeting);
  return greeting;
}
