// The client's types: what a flow declares is what its calls take and give. The compiler checks this file (npm run
// types); the functions that hold wrong calls are compiled and never called.
import { describe, expectTypeOf, it } from 'vitest';
import { createClient, type FlowLike, type ParametersOf, type ResultOf, type RunInputOf } from 'sluice/client';
import { runInput, type Flow } from 'sluice/workflow';
import { z } from 'zod';
import type { conditionalPause } from '../../workflows/examples/conditional-pause.js';
import type { greetUser } from '../../workflows/examples/greet-user.js';

type Order = Flow<{ orderId: string; quantity?: number }, { total: number }>;
type Quiet = Flow<Record<string, never>, void>;
const _ShirtOrder = runInput('ShirtOrder', { size: z.enum(['small', 'large']), note: z.string().optional() });
const _amountSchema = z.object({ amount: z.coerce.number<string>() });

describe('a flow given to the client', () => {
  const client = createClient();

  it('types the parameters and the result of a start', () => {
    expectTypeOf<ParametersOf<Order>>().toEqualTypeOf<{ orderId: string; quantity?: number }>();
    expectTypeOf<ResultOf<Order>>().toEqualTypeOf<{ total: number }>();
    expectTypeOf<ResultOf<Flow<Record<string, never>, string | undefined>>>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ResultOf<Quiet>>().toEqualTypeOf<void>();
    expectTypeOf<ParametersOf<typeof conditionalPause>>().toEqualTypeOf<{ fail?: boolean; timeoutSeconds?: number }>();
    const start = () => client.flowRuns.start<Order>('order', { orderId: '1' });
    expectTypeOf<Awaited<ReturnType<typeof start>>['id']>().toBeString();
    const _resultOfStart = async () => client.flowRuns.result(await start());
    expectTypeOf<Awaited<ReturnType<typeof _resultOfStart>>>().toEqualTypeOf<{ total: number }>();
  });

  it('takes the flow itself and infers from it', () => {
    const _run = async (order: Order) => client.flowRuns.result(await client.flowRuns.start(order, { orderId: '1' }));
    expectTypeOf<Awaited<ReturnType<typeof _run>>>().toEqualTypeOf<{ total: number }>();
    expectTypeOf<Order>().toExtend<FlowLike>();
    expectTypeOf<typeof greetUser>().toExtend<FlowLike>();
  });

  it('refuses wrong parameters', () => {
    const wrong = () => [
      // @ts-expect-error a parameter is missing
      client.flowRuns.start<Order>('order', {}),
      // @ts-expect-error a parameter has another type
      client.flowRuns.start<Order>('order', { orderId: 1 }),
      // @ts-expect-error there is no such parameter
      client.flowRuns.start<Order>('order', { orderId: '1', colour: 'red' }),
      // @ts-expect-error the parameters are missing
      client.flowRuns.start<Order>('order'),
      // @ts-expect-error an example's parameter has another type
      client.flowRuns.start<typeof conditionalPause>('conditionalPause', { fail: 'yes' }),
    ];
    const right = () => [
      client.flowRuns.start<typeof conditionalPause>('conditionalPause'),
      client.flowRuns.start<typeof greetUser>('greetUser', {}, { name: 'first' }),
      client.flowRuns.start('by-name-alone', { anything: [1] }),
    ];
    expectTypeOf(wrong).toBeFunction();
    expectTypeOf(right).toBeFunction();
  });
});

describe('the type of what a pause waits for', () => {
  const client = createClient();

  it('types the run input', () => {
    expectTypeOf<RunInputOf<typeof _amountSchema>>().toEqualTypeOf<{ amount: string }>();
    expectTypeOf<RunInputOf<z.ZodString>>().toEqualTypeOf<{ readonly value: string }>();
    expectTypeOf<RunInputOf<z.ZodArray<z.ZodNumber>>>().toEqualTypeOf<{ readonly value: number[] }>();
    expectTypeOf<RunInputOf<{ yes: boolean }>>().toEqualTypeOf<{ yes: boolean }>();
    expectTypeOf<RunInputOf<typeof _ShirtOrder>>().toEqualTypeOf<{
      size: 'small' | 'large';
      note?: string | undefined;
    }>();
    expectTypeOf<RunInputOf<unknown>>().toEqualTypeOf<Readonly<Record<string, unknown>>>();
  });

  it('refuses wrong run input', () => {
    const wrong = () => [
      // @ts-expect-error the input is missing
      client.flowRuns.resume<typeof _ShirtOrder>('id'),
      // @ts-expect-error a field is missing
      client.flowRuns.resume<typeof _ShirtOrder>('id', { runInput: {} }),
      // @ts-expect-error a field has a value outside its list
      client.flowRuns.resume<typeof _ShirtOrder>('id', { runInput: { size: 'huge' } }),
      // @ts-expect-error a plain value travels in `value`
      client.flowRuns.resume<z.ZodString>('id', { runInput: 'Ada' }),
    ];
    const right = () => [
      client.flowRuns.resume<typeof _ShirtOrder>('id', { runInput: { size: 'small' }, actor: 'Ada' }),
      client.flowRuns.resume<z.ZodString>('id', { runInput: { value: 'Ada' } }),
      client.flowRuns.resume('id'),
      client.flowRuns.resume('id', { runInput: { any: 1 } }),
    ];
    expectTypeOf(wrong).toBeFunction();
    expectTypeOf(right).toBeFunction();
  });
});
