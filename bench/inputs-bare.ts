// What the flows of inputs-flows.ts come to when written on Temporal alone, by signals: the yardstick.
import { condition, defineSignal, getExternalWorkflowHandle, setHandler, workflowInfo } from '@temporalio/workflow';

interface Message {
  readonly value: number;
  readonly sender: string | null;
}

const input = defineSignal<[Message]>('input');

/** The messages that came, in order. */
function collect(): Message[] {
  const messages: Message[] = [];
  setHandler(input, (message) => void messages.push(message));
  return messages;
}

export async function echoing(): Promise<void> {
  const messages = collect();
  for (;;) {
    await condition(() => messages.length > 0);
    const { value, sender } = messages.shift() as Message;
    if (value < 0 || sender === null) return;
    await getExternalWorkflowHandle(sender).signal(input, { value, sender: workflowInfo().workflowId });
  }
}

export async function asking({ to, count }: { to: string; count: number }): Promise<void> {
  const messages = collect();
  const echo = getExternalWorkflowHandle(to);
  const sender = workflowInfo().workflowId;
  for (let n = 0; n < count; n += 1) {
    await echo.signal(input, { value: n, sender });
    await condition(() => messages.length > 0);
    const answer = messages.shift()?.value;
    if (answer !== n) throw new Error(`Expected ${n}, got ${String(answer)}.`);
  }
  await echo.signal(input, { value: -1, sender });
}

export async function sinking({ count }: { count: number }): Promise<void> {
  const messages = collect();
  await condition(() => messages.length >= count);
}
