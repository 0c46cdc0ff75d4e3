import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { AppError } from '../core/errors.ts';
import type { CheckRecord, EventRecord, SampleRecord, StageRecord } from '../core/records.ts';
import type { RunFacts, TargetRecord } from './run.ts';
import { storeSchema, storeVersion } from './schema.ts';

const checkColumns = [
  'calledMs', 'latenessMs', 'captureStartMs', 'capturedMs', 'acknowledgedMs', 'answeredMs', 'shownMs', 'outcome', 'detail', 'score',
  'attempts', 'bytesUp', 'bytesDown', 'stored', 'requestDigest', 'answerDigest', 'fault',
] as const satisfies (keyof CheckRecord)[];

/** Writes one run store. Every call is one durable transaction. */
export class RunWriter {
  readonly #db: DatabaseSync;
  readonly #fact: StatementSync;
  readonly #check: StatementSync;
  readonly #stage: StatementSync;
  readonly #event: StatementSync;
  readonly #sample: StatementSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
    this.#fact = db.prepare('INSERT INTO run VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
    this.#check = db.prepare(`UPDATE checks SET ${checkColumns.map((column) => `${column} = :${column}`).join(', ')} WHERE tcn = :tcn`);
    this.#stage = db.prepare('INSERT INTO stages VALUES (?, ?, ?, ?) ON CONFLICT (tcn, stage) DO UPDATE SET startMs = excluded.startMs, durationMs = excluded.durationMs');
    this.#event = db.prepare('INSERT INTO events (atMs, kind, subject, data) VALUES (?, ?, ?, ?)');
    this.#sample = db.prepare('INSERT INTO samples (atMs, subject, gauge, value) VALUES (?, ?, ?, ?)');
  }

  /** Creates the store with one row for each planned check, so that what never happens is there to be counted as a miss. */
  static create(file: string, facts: RunFacts): RunWriter {
    try {
      const db = new DatabaseSync(file);
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
      db.exec(storeSchema);
      const writer = new RunWriter(db);
      writer.#transaction(() => {
        writer.#fact.run('storeVersion', JSON.stringify(storeVersion));
        for (const [key, value] of Object.entries(facts)) writer.#fact.run(key, JSON.stringify(value));
        const link = new Map(facts.plan.sites.map((site) => [site.id, site.link]));
        const insert = db.prepare(`INSERT INTO checks (tcn, round, site, device, link, person, dueMs, expected, expectedReference, attempts, bytesUp, bytesDown, stored)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)`);
        for (const check of facts.plan.checks) {
          const reference = check.expected.outcome === 'hit' ? check.expected.reference : null;
          insert.run(check.tcn, check.round, check.site, check.device, link.get(check.site)!, `${check.person.seed}/${check.person.number}`, check.dueMs, check.expected.outcome, reference);
        }
      });
      return writer;
    } catch (error) {
      throw new AppError('RUN_STORE_UNWRITABLE', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }

  /** Opens a closed store again, to add the verdict. */
  static reopen(file: string): RunWriter {
    return new RunWriter(new DatabaseSync(file));
  }

  /** Sets or replaces facts of the run. */
  facts(facts: Partial<RunFacts>): void {
    this.#transaction(() => {
      for (const [key, value] of Object.entries(facts)) this.#fact.run(key, JSON.stringify(value));
    });
  }

  /** Takes over what the fleet says of its checks; the latest word wins. */
  checks(checks: readonly CheckRecord[], stages: readonly StageRecord[]): void {
    if (checks.length + stages.length === 0) return;
    this.#transaction(() => {
      for (const check of checks) {
        const row: Record<string, string | number | null> = { tcn: check.tcn };
        for (const column of checkColumns) {
          const value = check[column];
          row[column] = typeof value === 'boolean' ? Number(value) : value;
        }
        this.#check.run(row);
      }
      for (const stage of stages) this.#stage.run(stage.tcn, stage.stage, stage.startMs, stage.durationMs);
    });
  }

  events(events: readonly EventRecord[]): void {
    if (events.length === 0) return;
    this.#transaction(() => {
      for (const event of events) this.#event.run(event.atMs, event.kind, event.subject, JSON.stringify(event.data));
    });
  }

  samples(samples: readonly SampleRecord[]): void {
    if (samples.length === 0) return;
    this.#transaction(() => {
      for (const sample of samples) this.#sample.run(sample.atMs, sample.subject, sample.gauge, sample.value);
    });
  }

  /** What the target's journal holds, once, at the end. */
  journal(records: readonly TargetRecord[]): void {
    const insert = this.#db.prepare('INSERT OR REPLACE INTO target VALUES (?, ?, ?, ?, ?)');
    this.#transaction(() => {
      this.#fact.run('journalRead', 'true');
      for (const record of records) insert.run(record.ori, record.tcn, record.requestDigest, record.state, record.answerDigest);
    });
  }

  /** Leaves one file; only where somebody reads it just then, its log stays beside it. */
  close(): void {
    try {
      this.#db.exec('PRAGMA journal_mode = DELETE');
    } catch {
      // The store is whole with its log as well.
    }
    this.#db.close();
  }

  #transaction(work: () => void): void {
    try {
      this.#db.exec('BEGIN');
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw new AppError('RUN_STORE_LOST', { file: this.#db.location(), reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    }
  }
}
