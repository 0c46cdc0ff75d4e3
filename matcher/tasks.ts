import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../src/core/clock.ts';
import type { Log } from '../src/service/serve.ts';
import type { Callbacks } from './callbacks.ts';
import type { Result } from './journal.ts';
import { readSearch } from './reading.ts';
import { Refusal } from './refusal.ts';
import type { IdentifyQuery } from './request.ts';
import type { Searches } from './searches.ts';
import type { Task, TaskJournal, TaskState } from './task-journal.ts';

/** A search asked for, to be answered later. */
export interface TaskCall {
  client: string;
  query: IdentifyQuery;
  body: Uint8Array;
  digest: string;
  callback: string | null;
}

export interface TasksParts {
  journal: TaskJournal;
  searches: Searches;
  callbacks: Callbacks;
  clock: Clock;
  log: Log;
}

/** Pause before a search is asked for again that could not be begun, ms. */
const pauseMs = 1000;

/**
 * Searches that are answered later, by a callback or when they are asked for. A task stands in the journal before its 202, with all that it
 * asks; a new process goes on where the last one ended.
 */
export class Tasks {
  readonly #parts: TasksParts;
  /** Tasks whose search or delivery is under way here. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();

  constructor(parts: TasksParts) {
    this.#parts = parts;
  }

  /** Takes up what an earlier process took and did not finish. */
  resume(): void {
    for (const task of this.#parts.journal.unfinished()) this.#run(task);
  }

  /**
   * Takes a task, or finds the one that stands under the same transactionId.
   * @throws Refusal key-reused, unavailable, and those of `readSearch`
   */
  async take({ client, query, body, digest, callback }: TaskCall): Promise<{ taskId: string }> {
    const { journal, searches } = this.#parts;
    const { transactionId } = query;
    const taskId = idOf(client, transactionId);
    if (!journal.find(taskId)) {
      readSearch(query, body);
      searches.admit({ client, transactionId, digest, priority: query.priority, receivedMs: 0, deadlineMs: null });
      await journal.take({ taskId, client, transactionId, digest, callback, options: JSON.stringify(query), body }).catch((cause: unknown) => {
        throw new Refusal('unavailable', 'the journal cannot be written', { cause });
      });
    }
    const task = journal.find(taskId)!;
    if (task.digest !== digest) throw new Refusal('key-reused');
    if (task.state === 'PENDING' && !this.#running.has(taskId)) this.#run(task);
    return { taskId };
  }

  /** @throws Refusal unknown */
  state(taskId: string, transactionId: string): TaskState {
    return this.#find(taskId, transactionId).state;
  }

  /**
   * The result, waited for `waitMs` at most; null = not yet.
   * @throws Refusal unknown
   */
  async result(taskId: string, transactionId: string, waitMs: number): Promise<Result | null> {
    this.#find(taskId, transactionId);
    const work = this.#running.get(taskId);
    if (work && !this.#find(taskId, transactionId).result) {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, waitMs);
      await Promise.race([work, late]);
      clearTimeout(timer);
    }
    const { result } = this.#find(taskId, transactionId);
    if (result) await this.#parts.journal.read(taskId);
    return result;
  }

  /**
   * Has the callback tried again once there is a result.
   * @throws Refusal unknown; schema for a task without a callback
   */
  async redeliver(taskId: string, transactionId: string): Promise<void> {
    const task = this.#find(taskId, transactionId);
    if (task.callback === null) throw new Refusal('schema', 'taskId: this task has no callback');
    if (!task.result || this.#running.has(taskId)) return;
    await this.#parts.journal.setState(taskId, 'RESPONSE_RETRY');
    this.#run({ ...task, state: 'RESPONSE_RETRY' });
  }

  /** Leaves what is not finished to the next process. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running.values());
  }

  #find(taskId: string, transactionId: string): Task {
    const task = this.#parts.journal.find(taskId);
    if (!task || task.transactionId !== transactionId) throw new Refusal('unknown');
    return task;
  }

  #run(task: Task): void {
    const run = this.#finish(task).catch((error: unknown) => this.#parts.log('task-failed', { taskId: task.taskId, reason: error instanceof Error ? error.stack : String(error) }));
    this.#running.set(task.taskId, run);
    void run.then(() => this.#running.delete(task.taskId));
  }

  async #finish(task: Task): Promise<void> {
    const { journal, callbacks } = this.#parts;
    const result = task.result ?? await this.#search(task);
    if (!result) return;
    if (task.state === 'PENDING') await journal.setState(task.taskId, 'RESPONSE_SCHEDULED');
    if (task.callback === null) return;
    const delivered = await callbacks.deliver({ url: task.callback, taskId: task.taskId, transactionId: task.transactionId, result, signal: this.#stop.signal });
    if (delivered !== null) await journal.setState(task.taskId, delivered ? 'COMPLETED' : 'RESPONSE_ERROR');
  }

  /** Null when the service stops before there is a result. */
  async #search({ client, transactionId, digest, options, body }: Task): Promise<Result | null> {
    const { searches, clock } = this.#parts;
    const query = JSON.parse(options) as IdentifyQuery;
    while (!this.#stop.signal.aborted) {
      try {
        const call = { client, transactionId, digest, priority: query.priority, receivedMs: clock.nowMs(), deadlineMs: null };
        return (await searches.answer(call, () => readSearch(query, body!))).result;
      } catch (error) {
        if (!(error instanceof Refusal) || error.row.retryAfterS === undefined) throw error;
        await pause(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
    return null;
  }
}

/** One task a key. */
function idOf(client: string, transactionId: string): string {
  return createHash('sha256').update(JSON.stringify([client, transactionId])).digest('hex').slice(0, 32);
}
