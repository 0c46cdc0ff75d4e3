import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../src/core/clock.ts';
import { AppError } from '../src/core/errors.ts';
import { groupCommit } from '../src/service/group-commit.ts';
import { TaskJournal } from './task-journal.ts';

/** The identity of a search: the authenticated client and its transactionId. */
export interface Key {
  client: string;
  transactionId: string;
}

/** What a search came to, as it is sent. */
export interface Result {
  /** 200, or 400 for images that turned out unusable. */
  status: number;
  /** JSON. */
  body: string;
  /** Of a 200. */
  serverTiming: string | null;
}

/** A search in the journal; `result` null = begun, not finished. */
export interface Entry {
  /** SHA-256 of the request, hex. */
  digest: string;
  result: Result | null;
}

const schema = `
  CREATE TABLE IF NOT EXISTS search (
    client TEXT NOT NULL,
    transactionId TEXT NOT NULL,
    digest TEXT NOT NULL,
    begunMs REAL NOT NULL,
    status INTEGER,
    body TEXT,
    serverTiming TEXT,
    PRIMARY KEY (client, transactionId)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS begun ON search (begunMs);
`;

const dayMs = 86_400_000;

/**
 * The searches begun and their results, so that a repeated transactionId gets the same answer, whatever happened to the process in
 * between. SQLite in WAL mode with synchronous FULL; one process a file.
 */
export class Journal {
  readonly tasks: TaskJournal;
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #commit: (write: () => void) => Promise<void>;
  readonly #sql: ReturnType<typeof statements>;

  private constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#commit = groupCommit(database);
    this.#sql = statements(database);
    this.tasks = new TaskJournal(database, this.#commit, clock);
  }

  /**
   * Forgets what is older than `keepDays`.
   * @throws AppError JOURNAL_UNUSABLE
   */
  static open(file: string, keepDays: number, clock: Clock): Journal {
    try {
      const database = new DatabaseSync(file);
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 1000; ${schema}`);
      database.prepare('DELETE FROM search WHERE begunMs < ?').run(clock.wallMs() - keepDays * dayMs);
      return new Journal(database, clock);
    } catch (error) {
      throw new AppError('JOURNAL_UNUSABLE', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }

  find({ client, transactionId }: Key): Entry | null {
    const row = this.#sql.find.get(client, transactionId);
    if (!row) return null;
    const { digest, ...result } = row as unknown as Result & { digest: string };
    return { digest, result: result.status === null ? null : result };
  }

  /** Keeps that a search begins; the journal does not know its key. */
  begin({ client, transactionId }: Key, digest: string): Promise<void> {
    const begunMs = this.#clock.wallMs();
    return this.#commit(() => this.#sql.begin.run(client, transactionId, digest, begunMs));
  }

  /** Keeps what a search that began came to. */
  finish({ client, transactionId }: Key, { status, body, serverTiming }: Result): Promise<void> {
    return this.#commit(() => this.#sql.finish.run(status, body, serverTiming, client, transactionId));
  }

  close(): void {
    this.#database.close();
  }
}

function statements(database: DatabaseSync) {
  return {
    find: database.prepare('SELECT digest, status, body, serverTiming FROM search WHERE client = ? AND transactionId = ?'),
    begin: database.prepare('INSERT INTO search (client, transactionId, digest, begunMs) VALUES (?, ?, ?, ?)'),
    finish: database.prepare('UPDATE search SET status = ?, body = ?, serverTiming = ? WHERE client = ? AND transactionId = ? AND status IS NULL'),
  };
}
