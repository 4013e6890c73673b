// What `sluice/workflow` promises to the compiler, which checks this file (npm run types). The functions that hold calls
// are compiled and never called.
import { describe, expectTypeOf, it } from 'vitest';
import {
  exponentialBackoff,
  flow,
  pauseFlowRun,
  runInput,
  suspendFlowRun,
  tasks,
  withInitialData,
  type Flow,
  type SecretHandle,
  type State,
  type TaskFuture,
} from 'sluice/workflow';
import { z } from 'zod';

interface Activities {
  charge(orderId: string, amount: number): Promise<{ receipt: string }>;
  count(): Promise<number>;
  readonly notATask: string;
}

const Person = runInput('Person', { name: z.string(), age: z.number() });

describe('a flow', () => {
  it('has the parameters its schema takes, and gives its function what the schema makes of them', () => {
    const schema = z.object({ id: z.string(), amount: z.number().default(1), when: z.string().transform(Number) });
    const _made = () =>
      flow({ parameters: schema }, async (given) => {
        expectTypeOf(given).toEqualTypeOf<{ id: string; amount: number; when: number }>();
        return given.amount;
      });
    expectTypeOf<ReturnType<typeof _made>>().toEqualTypeOf<
      Flow<{ id: string; amount?: number; when: string }, number>
    >();
  });

  it('refuses options and parameters that are none', () => {
    const wrong = () => [
      // @ts-expect-error a text is no number of retries
      flow({ retries: 'three' }, async () => 1),
      // @ts-expect-error no such option
      flow({ retry: 3 }, async () => 1),
      // @ts-expect-error parameters are an object
      flow({ parameters: z.string() }, async () => 1),
      // @ts-expect-error a flow function gives a promise
      flow({}, () => 1),
    ];
    expectTypeOf(wrong).toBeFunction();
  });
});

describe('a task', () => {
  const { charge, count } = tasks<Activities>();

  it('takes and gives what its activity does', () => {
    expectTypeOf<Parameters<typeof charge>>().toEqualTypeOf<
      [
        orderId: string | TaskFuture<string> | SecretHandle<string>,
        amount: number | TaskFuture<number> | SecretHandle<number>,
      ]
    >();
    expectTypeOf<Awaited<ReturnType<typeof charge>>>().toEqualTypeOf<{ receipt: string }>();
    expectTypeOf(charge.submit).returns.toEqualTypeOf<TaskFuture<{ receipt: string }>>();
    expectTypeOf(charge.map).returns.toEqualTypeOf<TaskFuture<{ receipt: string }>[]>();
    const _withState = () => charge.withOptions({ returnState: true })('1', 2);
    expectTypeOf<Awaited<ReturnType<typeof _withState>>>().toEqualTypeOf<State>();
  });

  it('refuses what its activity does not take', () => {
    const wrong = (): unknown[] => [
      // @ts-expect-error an argument is missing
      charge('1'),
      // @ts-expect-error an argument of another type
      charge('1', 'a lot'),
      // @ts-expect-error the future of another type
      charge(count.submit(), 2),
      // @ts-expect-error no such task
      tasks<Activities>().refund,
      // @ts-expect-error options of a task that is not there
      tasks<Activities>({ overrides: { refund: { retries: 1 } } }),
      // @ts-expect-error a list of delays is of numbers
      charge.withOptions({ retryDelaySeconds: ['1'] }),
    ];
    expectTypeOf(wrong).toBeFunction();
    const right = () => [
      charge('1', count.submit()),
      charge.map(['1', '2'], 3),
      charge.withOptions({ retryDelaySeconds: exponentialBackoff(2), retries: 3 }),
    ];
    expectTypeOf(right).toBeFunction();
  });
});

describe('a pause', () => {
  it('gives what it waits for', () => {
    const _pauses = {
      nothing: () => pauseFlowRun({ timeout: '10 minutes' }),
      text: () => pauseFlowRun({ waitForInput: z.string() }),
      made: () => pauseFlowRun({ waitForInput: z.string().transform((text) => text.length), reschedule: true }),
      person: () => suspendFlowRun({ waitForInput: Person, onTimeout: { value: { name: 'x', age: 1 } } }),
      initial: () => suspendFlowRun({ waitForInput: withInitialData(Person, { name: 'x', description: 'y' }) }),
    };
    type Given = { [Name in keyof typeof _pauses]: Awaited<ReturnType<(typeof _pauses)[Name]>> };
    interface Person {
      name: string;
      age: number;
    }
    expectTypeOf<Given['nothing']>().toBeVoid();
    expectTypeOf<Given['text']>().toBeString();
    expectTypeOf<Given['made']>().toBeNumber();
    expectTypeOf<Given['person']>().toEqualTypeOf<Person>();
    expectTypeOf<Given['initial']>().toEqualTypeOf<Person>();
  });

  it('refuses defaults that do not fit', () => {
    const wrong = () => [
      // @ts-expect-error a default of another type
      pauseFlowRun({ waitForInput: z.number(), onTimeout: { value: 'x' } }),
      // @ts-expect-error initial data of another type
      withInitialData(Person, { age: 'x' }),
      // @ts-expect-error initial data of a field that is not there
      withInitialData(Person, { height: 3 }),
      // @ts-expect-error no such way of judging
      pauseFlowRun({ waitForInput: Person, customValidation: 'never' }),
    ];
    expectTypeOf(wrong).toBeFunction();
  });
});
