import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { CorpusImage } from './images.ts';
import type { Person } from './people.ts';

/** A gallery record: a person with the enrolled impressions. */
export interface GalleryRecord {
  number: number;
  /** Identifier in the central system, `CC/number`. */
  reference: string;
  ownerCountry: string;
  recordYear: number;
  person: Person;
  images: CorpusImage[];
}

/** A check's prepared captures. `quality` is the score that the scanner reaches with them, 1..100. */
export interface CaptureRecord {
  tcn: string;
  images: (CorpusImage & { quality: number })[];
}

const metaSchema = 'CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;';
const gallerySchema = `${metaSchema}
CREATE TABLE IF NOT EXISTS person (
  number INTEGER PRIMARY KEY, reference TEXT UNIQUE NOT NULL, ownerCountry TEXT NOT NULL, recordYear INTEGER NOT NULL, biographic TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS image (
  person INTEGER NOT NULL, kind TEXT NOT NULL, fgp INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, bytes BLOB NOT NULL, truth TEXT NOT NULL,
  PRIMARY KEY (person, kind, fgp)
) STRICT;`;
const capturesSchema = `${metaSchema}
CREATE TABLE IF NOT EXISTS capture (
  tcn TEXT NOT NULL, kind TEXT NOT NULL, fgp INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, quality INTEGER NOT NULL, bytes BLOB NOT NULL, truth TEXT NOT NULL,
  PRIMARY KEY (tcn, kind, fgp)
) STRICT;`;

/** SQLite's code for a file that another process holds. */
const sqliteBusy = 5;

/**
 * A corpus file in the making, at `<file>.partial`: what an interrupted run has made is kept and taken up again; `finish` gives it its
 * digest and its name. Readers only ever see whole files, and only one process at a time makes a file: the kernel frees its lock
 * even after a kill -9.
 */
export class CorpusWriter {
  readonly #db: DatabaseSync;
  readonly #file: string;
  readonly #kind: 'gallery' | 'captures';

  private constructor(db: DatabaseSync, file: string, kind: 'gallery' | 'captures') {
    this.#db = db;
    this.#file = file;
    this.#kind = kind;
    // A partial file lost to a power cut is made again: speed matters more than durability here.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
    db.exec(kind === 'gallery' ? gallerySchema : capturesSchema);
  }

  /** Takes the file up, or begins it. @returns null while another process makes it, or when it is there by now */
  static open(file: string, kind: 'gallery' | 'captures'): CorpusWriter | null {
    const db = new DatabaseSync(`${file}.partial`);
    try {
      db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
    } catch (error) {
      db.close();
      if ((error as { errcode?: number }).errcode === sqliteBusy) return null;
      throw error;
    }
    // Finished while this process opened it: what it holds is then the file itself, under its new name, or a new and empty one.
    if (existsSync(file)) {
      db.close();
      rmSync(`${file}.partial`, { force: true });
      return null;
    }
    return new CorpusWriter(db, file, kind);
  }

  /** Persons (by number) or transactions (by TCN) that are there already. */
  present(): Set<number | string> {
    const sql = this.#kind === 'gallery' ? 'SELECT number AS id FROM person' : 'SELECT DISTINCT tcn AS id FROM capture';
    return new Set((this.#db.prepare(sql).all() as { id: number | string }[]).map((row) => row.id));
  }

  addPerson(record: GalleryRecord): void {
    this.#transaction(() => {
      const insert = this.#db.prepare('INSERT INTO image VALUES (?, ?, ?, ?, ?, ?, ?)');
      for (const image of record.images) insert.run(record.number, image.kind, image.fgp, image.width, image.height, image.bytes, image.truth);
      this.#db.prepare('INSERT INTO person VALUES (?, ?, ?, ?, ?)').run(record.number, record.reference, record.ownerCountry, record.recordYear, JSON.stringify(record.person));
    });
  }

  addCaptures(record: CaptureRecord): void {
    this.#transaction(() => {
      const insert = this.#db.prepare('INSERT INTO capture VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
      for (const image of record.images) insert.run(record.tcn, image.kind, image.fgp, image.width, image.height, image.quality, image.bytes, image.truth);
    });
  }

  /** Writes the meta rows and gives the file its name. @returns the digest of the content, hex */
  finish(generator: string, parameters: unknown): string {
    const digest = this.#digest();
    const meta = { schemaVersion: '1', kind: this.#kind, digest, generator, parameters: JSON.stringify(parameters) };
    this.#transaction(() => {
      for (const [key, value] of Object.entries(meta)) this.#db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value);
    });
    this.#db.exec('PRAGMA journal_mode = DELETE');
    this.#db.close();
    renameSync(`${this.#file}.partial`, this.#file);
    return digest;
  }

  /** Leaves the partial file as it is, to be taken up again. */
  abandon(): void {
    this.#db.close();
  }

  #digest(): string {
    const hash = createHash('sha256');
    const sql = this.#kind === 'gallery'
      ? 'SELECT p.reference, p.ownerCountry, p.recordYear, p.biographic, i.kind, i.fgp, i.bytes FROM person p JOIN image i ON i.person = p.number ORDER BY p.number, i.kind, i.fgp'
      : 'SELECT tcn, kind, fgp, quality, bytes FROM capture ORDER BY tcn, kind, fgp';
    for (const row of this.#db.prepare(sql).iterate()) {
      for (const value of Object.values(row)) hash.update(value instanceof Uint8Array ? value : `${String(value)}\0`);
    }
    return hash.digest('hex');
  }

  #transaction(work: () => void): void {
    this.#db.exec('BEGIN');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }
}
