// Flows for the compatibility run that the examples have no need for: they take in what Python sends and keeps.
import { flow, JSONBlock, receiveInput, runInput } from 'sluice/workflow';
import { z } from 'zod';

const Person = runInput('Person', { name: z.string(), age: z.number().int() });
/** What Python names the input that it makes of the model `Address`. */
const Address = runInput('AddressRunInput', { street: z.string(), lines: z.array(z.string()) });

/** Waits for an input of each kind and gives them all. */
export const takesInputs = flow({}, async () => {
  const person = await receiveInput(Person, { timeout: null }).next();
  const number = await receiveInput(z.number().int(), { timeout: null }).next();
  const address = await receiveInput(Address, { timeout: null }).next();
  const words = await receiveInput(z.array(z.string()), { timeout: null }).next();
  return { person, number, address, words };
});

/** Gives what a JSON block holds. */
export const readsJson = flow({ parameters: z.object({ name: z.string() }) }, async ({ name }) => JSONBlock.load(name));
