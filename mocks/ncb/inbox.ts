import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import type { Clock } from '../../src/core/clock.ts';
import { AppError } from '../../src/core/errors.ts';
import { groupCommit } from '../../src/service/group-commit.ts';

/** What a country is told of one hit. */
export const noticeSchema = z.strictObject({
  noticeId: z.string().min(1).max(128),
  ori: z.string().min(1).max(64),
  tcn: z.string().min(1).max(64),
  /** Gallery record, `CC/number`. */
  reference: z.string().min(1).max(64),
  ownerCountry: z.string().regex(/^[A-Z]{2}$/),
  /** null = the matcher told none. */
  recordYear: z.int().nullable(),
  score: z.number(),
  /** The country told. */
  country: z.string().regex(/^[A-Z]{2}$/),
});

export type Notice = z.output<typeof noticeSchema>;

/** A notice as it was received; `seq` counts from 1 in the order of arrival, `receivedMs` is the host's monotonic clock. */
export type Received = Notice & { seq: number; receivedMs: number };

const schema = `
  CREATE TABLE IF NOT EXISTS notice (
    seq INTEGER PRIMARY KEY,
    noticeId TEXT NOT NULL UNIQUE,
    country TEXT NOT NULL,
    receivedMs REAL NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS of_country ON notice (country, seq);
`;

/** Durable notices, one inbox a country. SQLite in WAL mode with synchronous FULL. */
export class Inbox {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #commit: (write: () => void) => Promise<void>;

  private constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
    this.#commit = groupCommit(database);
  }

  /** @throws AppError JOURNAL_UNUSABLE */
  static open(file: string, clock: Clock): Inbox {
    try {
      const database = new DatabaseSync(file);
      database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${schema}`);
      return new Inbox(database, clock);
    } catch (error) {
      throw new AppError('JOURNAL_UNUSABLE', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }

  /**
   * Keeps a notice; a repeat of its `noticeId` changes nothing.
   * @returns once it is on disk: false when that noticeId stands for another notice
   */
  async keep(notice: Notice): Promise<boolean> {
    const body = JSON.stringify(notice);
    let kept: unknown;
    await this.#commit(() => {
      this.#database.prepare('INSERT OR IGNORE INTO notice (noticeId, country, receivedMs, body) VALUES (?, ?, ?, ?)').run(notice.noticeId, notice.country, this.#clock.nowMs(), body);
      kept = this.#database.prepare('SELECT body FROM notice WHERE noticeId = ?').get(notice.noticeId)!['body'];
    });
    return kept === body;
  }

  of(country: string): Received[] {
    return this.#database.prepare('SELECT seq, receivedMs, body FROM notice WHERE country = ? ORDER BY seq').all(country).map(toReceived);
  }

  after(seq: number): Received[] {
    return this.#database.prepare('SELECT seq, receivedMs, body FROM notice WHERE seq > ? ORDER BY seq').all(seq).map(toReceived);
  }

  close(): void {
    this.#database.close();
  }
}

function toReceived(row: Record<string, unknown>): Received {
  return { seq: row['seq'] as number, receivedMs: row['receivedMs'] as number, ...(JSON.parse(row['body'] as string) as Notice) };
}
