import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../core/errors.ts';

/** A note rides along with the next commit, at most this much later, ms. */
const noteDelayMs = 200;

/**
 * Pages of 4 KiB that the write-ahead log holds before they are copied back: a queued file of 100 kB is gone long before, and its pages need no
 * copying. SQLite's 1000 would copy, and flush twice, every two seconds at 20 checks/s.
 */
const checkpointPages = 4000;

const schema = `
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS checks (tcn TEXT PRIMARY KEY, seq INTEGER NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS checks_by_seq ON checks (seq);
  CREATE TABLE IF NOT EXISTS stages (tcn TEXT, stage TEXT, startMs REAL, durationMs REAL NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (tcn, stage)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS stages_by_seq ON stages (seq);
  CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, hostMs REAL NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, data TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS queue (tcn TEXT PRIMARY KEY, site TEXT NOT NULL, capturedMs REAL NOT NULL, packagedMs REAL NOT NULL, location TEXT, sealed BLOB NOT NULL, nonce BLOB NOT NULL, tag BLOB NOT NULL);
`;

/**
 * The fleet's one SQLite file with group commit: changes of the same turn of the event loop share a transaction, since a commit costs a
 * disk flush (WAL, synchronous FULL) and changes come in bursts. A failed write crashes the process: a device that cannot store must not go on.
 */
export class Database {
  readonly sql: DatabaseSync;
  #open = false;
  #scheduled: NodeJS.Immediate | null = null;
  #timer: NodeJS.Timeout | null = null;
  #committed: (() => void)[] = [];

  /**
   * @param dir data folder; made when missing
   * @throws AppError JOURNAL_UNUSABLE
   */
  constructor(dir: string) {
    const file = join(dir, 'fleet.sqlite');
    try {
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      this.sql = new DatabaseSync(file);
      this.sql.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${checkpointPages};`);
      this.sql.exec(schema);
    } catch (error) {
      throw new AppError('JOURNAL_UNUSABLE', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }

  /** A value kept beside the tables, or null. */
  meta(key: string): string | null {
    return (this.sql.prepare('SELECT value FROM meta WHERE key = ?').get(key) as { value: string } | undefined)?.value ?? null;
  }

  /** Keeps a value, on disk when the promise resolves. */
  setMeta(key: string, value: string): Promise<void> {
    return this.commit(() => this.sql.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value));
  }

  /** Makes a change that is on disk when the promise resolves. */
  commit(change: () => void): Promise<void> {
    this.#change(change);
    this.#scheduled ??= setImmediate(() => this.flush());
    return new Promise((resolve) => this.#committed.push(resolve));
  }

  /** Makes a change that may be lost by a kill within the next moment. */
  note(change: () => void): void {
    this.#change(change);
    this.#timer ??= setTimeout(() => this.flush(), noteDelayMs);
  }

  /** Commits what is open. */
  flush(): void {
    if (!this.#open) return;
    if (this.#scheduled) clearImmediate(this.#scheduled);
    if (this.#timer) clearTimeout(this.#timer);
    this.#scheduled = null;
    this.#timer = null;
    this.#open = false;
    this.sql.exec('COMMIT');
    for (const resolve of this.#committed.splice(0)) resolve();
  }

  close(): void {
    this.flush();
    this.sql.close();
  }

  #change(change: () => void): void {
    if (!this.#open) this.sql.exec('BEGIN IMMEDIATE');
    this.#open = true;
    change();
  }
}
