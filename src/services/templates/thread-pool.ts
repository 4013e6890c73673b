// A few threads that each do one job at a time, with a time limit a job. A thread that overruns or dies is ended and its
// job refused; the next job gets a new one. Idle threads never keep the process alive.
import type { Worker } from 'node:worker_threads';
import { SluiceError } from '../../domain/errors.js';
import { limitError } from '../../domain/templates/template-error.js';
import type { TemplateJob, TemplateJobResult, WorkerMessage } from './render-protocol.js';

export interface ThreadPoolOptions {
  readonly size: number;
  /** Milliseconds a job may run, not counting the wait for a thread. */
  readonly timeLimitMs: number;
  /** Jobs that may wait. */
  readonly maxWaiting: number;
  readonly startThread: () => Worker;
}

interface Waiting {
  readonly job: TemplateJob;
  readonly resolve: (result: TemplateJobResult) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  ready: boolean;
  current: Waiting | undefined;
  timer: NodeJS.Timeout | undefined;
}

export class ThreadPool {
  private readonly threads = new Set<Thread>();
  private readonly waiting: Waiting[] = [];
  private closed = false;

  constructor(private readonly options: ThreadPoolOptions) {}

  /**
   * @throws TemplateError of kind `limit` when the job overran its time or memory
   * @throws SluiceError `too-many-requests` when too many jobs wait, `internal-error` when the pool is closed
   */
  run(job: TemplateJob): Promise<TemplateJobResult> {
    if (this.closed) return Promise.reject(new SluiceError('internal-error', 'The template renderer is closed.'));
    if (this.waiting.length >= this.options.maxWaiting) {
      return Promise.reject(
        new SluiceError('too-many-requests', `More than ${this.options.maxWaiting} templates wait to be rendered.`),
      );
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ job, resolve, reject });
      this.dispatch();
    });
  }

  /** Ends all threads; jobs not done yet are refused. */
  async close(): Promise<void> {
    this.closed = true;
    const closed = new SluiceError('internal-error', 'The template renderer was closed.');
    for (const { reject } of this.waiting.splice(0)) reject(closed);
    await Promise.all([...this.threads].map((thread) => this.end(thread, closed)));
  }

  private dispatch(): void {
    for (const thread of this.threads) {
      if (!thread.ready || thread.current) continue;
      const next = this.waiting.shift();
      if (!next) return;
      this.give(thread, next);
    }
    const starting = [...this.threads].filter(({ ready }) => !ready).length;
    if (this.waiting.length > starting && this.threads.size < this.options.size) this.start();
  }

  private start(): void {
    const thread: Thread = { worker: this.options.startThread(), ready: false, current: undefined, timer: undefined };
    this.threads.add(thread);
    thread.worker.on('message', (message: WorkerMessage) => this.hear(thread, message));
    thread.worker.on('error', (error: Error & { code?: string }) => void this.end(thread, deathOf(error)));
    thread.worker.on(
      'exit',
      () => void this.end(thread, new SluiceError('internal-error', 'The template thread ended.')),
    );
  }

  private hear(thread: Thread, message: WorkerMessage): void {
    if (message.type === 'ready') thread.ready = true;
    else this.release(thread)?.resolve(message.result);
    if (!thread.current) thread.worker.unref();
    this.dispatch();
  }

  private give(thread: Thread, next: Waiting): void {
    const { timeLimitMs } = this.options;
    thread.current = next;
    thread.timer = setTimeout(() => {
      void this.end(thread, limitError(`The template took longer than ${timeLimitMs} ms.`));
    }, timeLimitMs);
    thread.worker.ref();
    thread.worker.postMessage(next.job);
  }

  private release(thread: Thread): Waiting | undefined {
    const { current } = thread;
    clearTimeout(thread.timer);
    thread.current = undefined;
    return current;
  }

  private async end(thread: Thread, reason: Error): Promise<void> {
    if (!this.threads.delete(thread)) return;
    this.release(thread)?.reject(reason);
    // A thread that cannot even start would be started again and again: refuse what waits instead.
    if (!thread.ready && !this.closed) for (const { reject } of this.waiting.splice(0)) reject(reason);
    await thread.worker.terminate();
    if (!this.closed) this.dispatch();
  }
}

const deathOf = (error: Error & { code?: string }): Error =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? limitError('The template needed more memory than it may use.') : error;
