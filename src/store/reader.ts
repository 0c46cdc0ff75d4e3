import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../core/errors.ts';
import type { EventRecord, SampleRecord, StageRecord } from '../core/records.ts';
import type { RunFacts, RunRecord, StoredCheck, TargetRecord } from './run.ts';
import { storeVersion } from './schema.ts';

/**
 * Reads a whole run store.
 * @throws AppError RUN_STORE_MISSING, RUN_STORE_CORRUPT (not a store of this version, or damaged)
 */
export function readRun(file: string): RunRecord {
  if (!existsSync(file)) throw new AppError('RUN_STORE_MISSING', { file });
  try {
    const db = new DatabaseSync(file, { readOnly: true });
    try {
      return read(db);
    } finally {
      db.close();
    }
  } catch (error) {
    throw new AppError('RUN_STORE_CORRUPT', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}

function read(db: DatabaseSync): RunRecord {
  const rows = <T>(sql: string): T[] => db.prepare(sql).all() as T[];
  const facts = Object.fromEntries(rows<{ key: string; value: string }>('SELECT key, value FROM run').map((row) => [row.key, JSON.parse(row.value) as unknown]));
  if (facts['storeVersion'] !== storeVersion) throw new Error(`store version ${String(facts['storeVersion'])}, expected ${storeVersion}`);
  const runFacts = facts as unknown as RunFacts & { journalRead?: boolean };
  return {
    ...runFacts,
    checks: rows<Omit<StoredCheck, 'stored'> & { stored: number }>('SELECT * FROM checks ORDER BY dueMs, tcn').map((row) => ({ ...row, stored: row.stored === 1 })),
    stages: rows<StageRecord>('SELECT * FROM stages').map((row) => ({ ...row })),
    events: rows<Omit<EventRecord, 'data'> & { data: string }>('SELECT atMs, kind, subject, data FROM events ORDER BY atMs, id')
      .map((row) => ({ ...row, data: JSON.parse(row.data) as Record<string, unknown> })),
    samples: rows<SampleRecord>('SELECT atMs, subject, gauge, value FROM samples ORDER BY id').map((row) => ({ ...row })),
    journal: runFacts.journalRead ? rows<TargetRecord>('SELECT * FROM target ORDER BY ori, tcn').map((row) => ({ ...row })) : null,
  };
}
