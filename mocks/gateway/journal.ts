import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../src/core/errors.ts';
import { groupCommit } from '../../src/service/group-commit.ts';
import type { Durations } from '../../src/core/server-timing.ts';
import type { Notice } from './notices.ts';

/** The identity of a check: originator (1.008) and TCN (1.009). */
export interface Key {
  ori: string;
  tcn: string;
}

/** The TCN part of a key for a file that holds its TCN only as the bytes that it is; shown without the digest. */
export function byBytes(tcn: string, digest: string): string {
  return `${tcn}/${digest}`;
}

/** A check the gateway took; `digest` is the SHA-256 (hex) of its file. */
export interface Taken extends Key {
  digest: string;
  file: Uint8Array;
}

/** An answer file with the durations of its making. */
export interface Reply {
  file: Uint8Array;
  digest: string;
  durationsMs: Durations;
}

/** An answer file that is not in the journal yet; `serial` is that of its own TCN. */
export interface Draft {
  file: Uint8Array;
  digest: string;
  serial: number;
}

/** A check in the journal, without its file; `reply` null = queued. */
export interface Entry extends Key {
  digest: string;
  reply: Reply | null;
}

/** One line of `GET /v1/journal`. `answeredTimes`: how often an answer was decided; 0 or 1, more is a fault. */
export interface JournalLine {
  ori: string;
  tcn: string;
  requestDigest: string;
  state: 'queued' | 'answered';
  acknowledged: true;
  answerDigest: string | null;
  answeredTimes: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS request (
    number INTEGER PRIMARY KEY,
    ori TEXT NOT NULL,
    tcn TEXT NOT NULL,
    digest TEXT NOT NULL,
    file BLOB NOT NULL,
    answer BLOB,
    answerDigest TEXT,
    answerSerial INTEGER,
    durations TEXT,
    answeredTimes INTEGER NOT NULL DEFAULT 0,
    UNIQUE (ori, tcn)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS queued ON request (number) WHERE answer IS NULL;
  CREATE INDEX IF NOT EXISTS serial ON request (answerSerial);
  CREATE TABLE IF NOT EXISTS notice (
    number INTEGER PRIMARY KEY,
    noticeId TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    delivered INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS undelivered ON notice (number) WHERE delivered = 0;
`;

/** Lines read from the database at a time, so that a long journal never blocks the event loop. */
const pageRows = 500;

/**
 * The gateway's memory: what it acknowledged, what it answered, which notices it owes. SQLite in WAL mode with synchronous FULL: what a
 * method has resolved for survives a kill or a power cut. One process a file.
 */
export class Journal {
  readonly #database: DatabaseSync;
  readonly #commit: (write: () => void) => Promise<void>;
  readonly #sql: ReturnType<typeof statements>;
  #serial: number;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    this.#commit = groupCommit(database);
    this.#sql = statements(database);
    this.#serial = Number(database.prepare('SELECT coalesce(max(answerSerial), 0) AS serial FROM request').get()!['serial']);
  }

  /** @throws AppError JOURNAL_UNUSABLE */
  static open(file: string): Journal {
    try {
      const database = new DatabaseSync(file);
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 1000;');
      database.exec(schema);
      return new Journal(database);
    } catch (error) {
      throw new AppError('JOURNAL_UNUSABLE', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }

  /** The next serial of an answer's own TCN; never given twice to answers that were kept. */
  nextSerial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  find({ ori, tcn }: Key): Entry | null {
    const row = this.#sql.find.get(ori, tcn);
    return row ? toEntry(row) : null;
  }

  /** The file of a queued check, as it was received. */
  file({ ori, tcn }: Key): Uint8Array {
    return this.#sql.file.get(ori, tcn)!['file'] as Uint8Array;
  }

  /** Checks without an answer, oldest first. */
  queued(): Omit<Taken, 'file'>[] {
    return this.#database.prepare('SELECT ori, tcn, digest FROM request WHERE answer IS NULL ORDER BY number').all() as never;
  }

  /** Notices not yet delivered, oldest first. */
  undelivered(): Notice[] {
    return this.#database.prepare('SELECT body FROM notice WHERE delivered = 0 ORDER BY number').all().map((row) => JSON.parse(row['body'] as string));
  }

  /** Takes a check that the journal does not know. */
  take({ ori, tcn, digest, file }: Taken): Promise<void> {
    return this.#commit(() => this.#sql.take.run(ori, tcn, digest, file));
  }

  /** Takes a check together with its answer. */
  takeAnswered({ ori, tcn, digest, file }: Taken, draft: Draft, durationsMs: Durations): Promise<void> {
    return this.#commit(() => {
      this.#sql.take.run(ori, tcn, digest, file);
      this.#answer({ ori, tcn }, draft, durationsMs);
    });
  }

  /** Keeps the answer of a queued check and the notices that it causes, all or nothing. */
  answer(key: Key, draft: Draft, durationsMs: Durations, notices: readonly Notice[]): Promise<void> {
    return this.#commit(() => {
      this.#answer(key, draft, durationsMs);
      for (const notice of notices) this.#sql.owe.run(notice.noticeId, JSON.stringify(notice));
    });
  }

  delivered(noticeId: string): Promise<void> {
    return this.#commit(() => this.#sql.deliver.run(noticeId));
  }

  /** Every check in the order it was taken, in pages. */
  *pages(): Generator<JournalLine[]> {
    for (let after = 0; ;) {
      const rows = this.#sql.page.all(after, pageRows);
      if (rows.length === 0) return;
      after = Number(rows.at(-1)!['number']);
      yield rows.map(toLine);
    }
  }

  close(): void {
    this.#database.close();
  }

  #answer({ ori, tcn }: Key, { file, digest, serial }: Draft, durationsMs: Durations): void {
    this.#sql.answer.run(file, digest, serial, JSON.stringify(durationsMs), ori, tcn);
  }
}

function statements(database: DatabaseSync) {
  return {
    find: database.prepare('SELECT ori, tcn, digest, answer, answerDigest, durations FROM request WHERE ori = ? AND tcn = ?'),
    file: database.prepare('SELECT file FROM request WHERE ori = ? AND tcn = ?'),
    take: database.prepare('INSERT INTO request (ori, tcn, digest, file) VALUES (?, ?, ?, ?)'),
    // The first answer stands, whatever comes later; the count tells.
    answer: database.prepare(`UPDATE request SET answer = coalesce(answer, ?), answerDigest = coalesce(answerDigest, ?),
      answerSerial = coalesce(answerSerial, ?), durations = coalesce(durations, ?), answeredTimes = answeredTimes + 1 WHERE ori = ? AND tcn = ?`),
    owe: database.prepare('INSERT OR IGNORE INTO notice (noticeId, body) VALUES (?, ?)'),
    deliver: database.prepare('UPDATE notice SET delivered = 1 WHERE noticeId = ?'),
    page: database.prepare(`SELECT number, ori, tcn, digest, answerDigest, answeredTimes FROM request WHERE number > ? ORDER BY number LIMIT ?`),
  };
}

type Row = Record<string, unknown>;

function toEntry(row: Row): Entry {
  const { ori, tcn, digest } = row as unknown as Entry;
  if (row['answer'] === null) return { ori, tcn, digest, reply: null };
  return { ori, tcn, digest, reply: { file: row['answer'] as Uint8Array, digest: row['answerDigest'] as string, durationsMs: JSON.parse(row['durations'] as string) } };
}

function toLine(row: Row): JournalLine {
  const answerDigest = row['answerDigest'] as string | null;
  return {
    ori: row['ori'] as string,
    tcn: (row['tcn'] as string).split('/')[0]!,
    requestDigest: row['digest'] as string,
    state: answerDigest === null ? 'queued' : 'answered',
    acknowledged: true,
    answerDigest,
    answeredTimes: row['answeredTimes'] as number,
  };
}
