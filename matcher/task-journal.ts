import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../src/core/clock.ts';
import type { Key, Result } from './journal.ts';

/** OSIA's states of a task; RESPONSE_SCHEDULED of one without a callback: not fetched yet. */
export type TaskState = 'PENDING' | 'RESPONSE_SCHEDULED' | 'RESPONSE_ERROR' | 'RESPONSE_RETRY' | 'COMPLETED';

/** A search that is answered later. */
export interface Task extends Key {
  taskId: string;
  digest: string;
  /** Where the result goes; null = it is fetched. */
  callback: string | null;
  /** Options of the search, JSON, as the route read them. */
  options: string;
  /** Body of the request until there is a result. */
  body: Uint8Array | null;
  state: TaskState;
  result: Result | null;
}

const schema = `
  CREATE TABLE IF NOT EXISTS task (
    taskId TEXT PRIMARY KEY,
    client TEXT NOT NULL,
    transactionId TEXT NOT NULL,
    digest TEXT NOT NULL,
    callback TEXT,
    options TEXT NOT NULL,
    body BLOB,
    state TEXT NOT NULL,
    takenMs REAL NOT NULL,
    doneMs REAL,
    readMs REAL
  ) STRICT;
`;

/** How long a result can be read, from when it is there and from when it was first read, ms. */
const keptMs = 24 * 3_600_000;
const keptReadMs = 3_600_000;

/** The tasks taken, what they ask and how far their answers are; results stand with the searches. */
export class TaskJournal {
  readonly #clock: Clock;
  readonly #commit: (write: () => void) => Promise<void>;
  readonly #sql: ReturnType<typeof statements>;

  /** Forgets what is purged. */
  constructor(database: DatabaseSync, commit: (write: () => void) => Promise<void>, clock: Clock) {
    database.exec(schema);
    this.#clock = clock;
    this.#commit = commit;
    this.#sql = statements(database);
    this.#sql.purge.run(...this.#oldest());
  }

  /** Null for an unknown task, and for one whose result is purged. */
  find(taskId: string): Task | null {
    const row = this.#sql.find.get(taskId, ...this.#oldest());
    return row ? toTask(row as unknown as TaskRow) : null;
  }

  /** Tasks with something left to do: to search, or to deliver. */
  unfinished(): Task[] {
    return (this.#sql.unfinished.all() as unknown as TaskRow[]).map(toTask);
  }

  /** Keeps a task, unless one is kept under its taskId. */
  take({ taskId, client, transactionId, digest, callback, options, body }: Omit<Task, 'state' | 'result'>): Promise<void> {
    const takenMs = this.#clock.wallMs();
    return this.#commit(() => {
      this.#sql.purge.run(...this.#oldest());
      this.#sql.take.run(taskId, client, transactionId, digest, callback, options, body, takenMs);
    });
  }

  /** Keeps how far an answer is, once there is one; the request is not needed any more. */
  setState(taskId: string, state: Exclude<TaskState, 'PENDING'>): Promise<void> {
    return this.#commit(() => this.#sql.setState.run(state, this.#clock.wallMs(), taskId));
  }

  /** Keeps that a result was read. */
  read(taskId: string): Promise<void> {
    return this.#commit(() => this.#sql.read.run(this.#clock.wallMs(), taskId));
  }

  #oldest(): [doneMs: number, readMs: number] {
    const nowMs = this.#clock.wallMs();
    return [nowMs - keptMs, nowMs - keptReadMs];
  }
}

interface TaskRow extends Omit<Task, 'result'>, Omit<Result, 'status' | 'body'> {
  resultStatus: number | null;
  resultBody: string | null;
}

function toTask({ resultStatus, resultBody, serverTiming, ...task }: TaskRow): Task {
  return { ...task, result: resultStatus === null ? null : { status: resultStatus, body: resultBody!, serverTiming } };
}

const columns = `
  SELECT taskId, client, transactionId, task.digest, callback, options, task.body, state,
    status AS resultStatus, search.body AS resultBody, serverTiming
  FROM task LEFT JOIN search USING (client, transactionId)
`;

function statements(database: DatabaseSync) {
  return {
    find: database.prepare(`${columns} WHERE taskId = ? AND (doneMs IS NULL OR doneMs >= ? AND (readMs IS NULL OR readMs >= ?))`),
    unfinished: database.prepare(`${columns} WHERE state = 'PENDING' OR callback IS NOT NULL AND state IN ('RESPONSE_SCHEDULED', 'RESPONSE_RETRY') ORDER BY takenMs, taskId`),
    take: database.prepare("INSERT OR IGNORE INTO task (taskId, client, transactionId, digest, callback, options, body, state, takenMs) VALUES (?, ?, ?, ?, ?, ?, ?, 'PENDING', ?)"),
    setState: database.prepare('UPDATE task SET state = ?, body = NULL, doneMs = coalesce(doneMs, ?) WHERE taskId = ?'),
    read: database.prepare("UPDATE task SET readMs = coalesce(readMs, ?), state = CASE WHEN callback IS NULL THEN 'COMPLETED' ELSE state END WHERE taskId = ?"),
    purge: database.prepare('DELETE FROM task WHERE doneMs < ? OR readMs < ?'),
  };
}
