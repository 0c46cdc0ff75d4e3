import type { StatementSync } from 'node:sqlite';
import type { CheckPlan } from '../core/plan.ts';
import type { CheckRecord, EventRecord, StageRecord } from '../core/records.ts';
import type { Database } from './database.ts';
import type { PlayClock } from './play-clock.ts';

/** Checks and events of one page of a feed. */
const pageMax = 1000;

/**
 * What the fleet writes down: one record a check, its stages, and events, each change numbered so that a reader can follow. Records live in
 * memory, callers change them there and then save.
 */
export class Journal {
  readonly #database: Database;
  readonly #clock: PlayClock;
  readonly #records = new Map<string, CheckRecord>();
  readonly #putCheck: StatementSync;
  readonly #putStage: StatementSync;
  readonly #putEvent: StatementSync;
  #seq: number;

  constructor(database: Database, clock: PlayClock) {
    this.#database = database;
    this.#clock = clock;
    this.#putCheck = database.sql.prepare('INSERT INTO checks (tcn, seq, record) VALUES (?, ?, ?) ON CONFLICT (tcn) DO UPDATE SET seq = excluded.seq, record = excluded.record');
    this.#putStage = database.sql.prepare('INSERT OR REPLACE INTO stages (tcn, stage, startMs, durationMs, seq) VALUES (?, ?, ?, ?, ?)');
    this.#putEvent = database.sql.prepare('INSERT INTO events (hostMs, kind, subject, data) VALUES (?, ?, ?, ?)');
    const { last } = database.sql.prepare('SELECT max((SELECT coalesce(max(seq), 0) FROM checks), (SELECT coalesce(max(seq), 0) FROM stages)) AS last').get() as { last: number };
    this.#seq = last;
    for (const row of database.sql.prepare('SELECT record FROM checks').iterate() as Iterable<{ record: string }>) {
      const record = JSON.parse(row.record) as CheckRecord;
      this.#records.set(record.tcn, record);
    }
  }

  /** Every check that was called so far. */
  records(): Iterable<CheckRecord> {
    return this.#records.values();
  }

  record(tcn: string): CheckRecord | undefined {
    return this.#records.get(tcn);
  }

  /** The record of a check, made empty when the check was never called. */
  open(check: CheckPlan): CheckRecord {
    const record = this.#records.get(check.tcn) ?? emptyRecord(check);
    this.#records.set(check.tcn, record);
    return record;
  }

  /**
   * Saves a record durably, with stages and whatever else belongs into the same transaction.
   * @returns resolves when it is on disk
   */
  save(record: CheckRecord, stages: StageRecord[] = [], along: () => void = () => {}): Promise<void> {
    return this.#database.commit(() => {
      this.#put(record, stages);
      along();
    });
  }

  /** Saves a record, with stages, with the next commit. */
  note(record: CheckRecord, stages: StageRecord[] = []): void {
    this.#database.note(() => this.#put(record, stages));
  }

  /** Writes an event down, now. */
  event(kind: string, subject: string, data: Record<string, unknown> = {}): void {
    this.#database.note(() => this.#putEvent.run(this.#clock.host.nowMs(), kind, subject, JSON.stringify(data)));
  }

  /** Checks and stages changed after `seq`, on disk before they are told. Pass `next` as the following `after`. */
  changes(after: number): { next: number; checks: CheckRecord[]; stages: StageRecord[] } {
    this.#database.flush();
    const rows = this.#database.sql.prepare('SELECT seq, record FROM checks WHERE seq > ? ORDER BY seq LIMIT ?').all(after, pageMax) as { seq: number; record: string }[];
    const next = rows.length < pageMax ? Math.max(after, this.#seq) : rows[rows.length - 1]!.seq;
    const stages = this.#database.sql.prepare('SELECT tcn, stage, startMs, durationMs FROM stages WHERE seq > ? AND seq <= ? ORDER BY seq').all(after, next) as unknown as StageRecord[];
    return { next, checks: rows.map((row) => JSON.parse(row.record) as CheckRecord), stages: stages.map((stage) => ({ ...stage })) };
  }

  /** Events after `seq`; none before the play has an origin, since they have no time yet. */
  events(after: number): { next: number; events: EventRecord[] } {
    const originMs = this.#clock.originMs;
    if (originMs === null) return { next: after, events: [] };
    this.#database.flush();
    const rows = this.#database.sql.prepare('SELECT seq, hostMs, kind, subject, data FROM events WHERE seq > ? ORDER BY seq LIMIT ?').all(after, pageMax) as unknown as
      { seq: number; hostMs: number; kind: string; subject: string; data: string }[];
    return {
      next: rows[rows.length - 1]?.seq ?? after,
      events: rows.map((row) => ({ atMs: row.hostMs - originMs, kind: row.kind, subject: row.subject, data: JSON.parse(row.data) as Record<string, unknown> })),
    };
  }

  #put(record: CheckRecord, stages: StageRecord[]): void {
    this.#seq += 1;
    this.#putCheck.run(record.tcn, this.#seq, JSON.stringify(record));
    for (const stage of stages) this.#putStage.run(stage.tcn, stage.stage, stage.startMs, stage.durationMs, this.#seq);
  }
}

function emptyRecord(check: CheckPlan): CheckRecord {
  return {
    tcn: check.tcn, round: check.round, site: check.site, device: check.device, dueMs: check.dueMs,
    calledMs: null, latenessMs: null, captureStartMs: null, capturedMs: null, acknowledgedMs: null, answeredMs: null, shownMs: null,
    outcome: null, detail: null, score: null, attempts: 0, bytesUp: 0, bytesDown: 0, stored: false,
    requestDigest: null, answerDigest: null, fault: null,
  };
}
