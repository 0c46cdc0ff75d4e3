import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import type { StatementSync } from 'node:sqlite';
import { AppError } from '../core/errors.ts';
import type { Database } from './database.ts';

/** A check waiting for its answer. */
export interface Queued {
  tcn: string;
  site: string;
  /** Submission and end of the packaging, playMs. */
  capturedMs: number;
  packagedMs: number;
  /** Where the gateway said the answer will be (202 `Location`), or null before the acknowledgement. */
  location: string | null;
}

const nonceBytes = 12;
/** Node would take shorter tags too. */
const tagBytes = 16;

/** A file as it is stored: ciphertext, 96-bit random nonce, 128-bit tag. */
interface Sealed {
  sealed: Uint8Array;
  nonce: Uint8Array;
  tag: Uint8Array;
}

/**
 * The durable queue: the files to send, sealed with AES-256-GCM (NIST SP 800-38D). ORI and TCN
 * are the associated data, so that a file cannot be passed off as another's. Every send reads the same stored bytes.
 */
export class Queue {
  readonly #database: Database;
  readonly #key: Uint8Array;
  readonly #oriOf: (site: string) => string;
  readonly #insert: StatementSync;
  readonly #select: StatementSync;
  readonly #locate: StatementSync;
  readonly #delete: StatementSync;

  /**
   * Opens the queue with the key that it began with; the first key is the one.
   * @param key 32 random bytes; their digest is kept
   * @param oriOf originating agency of a site
   * @throws AppError QUEUE_KEY_WRONG
   */
  static async open(database: Database, key: Uint8Array, oriOf: (site: string) => string): Promise<Queue> {
    const digest = hash('sha256', key);
    const known = database.meta('queueKeyDigest');
    if (known === null) await database.setMeta('queueKeyDigest', digest);
    else if (known !== digest) throw new AppError('QUEUE_KEY_WRONG', { file: database.sql.location() });
    return new Queue(database, key, oriOf);
  }

  private constructor(database: Database, key: Uint8Array, oriOf: (site: string) => string) {
    this.#database = database;
    this.#key = key;
    this.#oriOf = oriOf;
    this.#insert = database.sql.prepare('INSERT INTO queue (tcn, site, capturedMs, packagedMs, sealed, nonce, tag) VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#select = database.sql.prepare('SELECT site, sealed, nonce, tag FROM queue WHERE tcn = ?');
    this.#locate = database.sql.prepare('UPDATE queue SET location = ? WHERE tcn = ?');
    this.#delete = database.sql.prepare('DELETE FROM queue WHERE tcn = ?');
  }

  /** Stores a file; part of a change of the database. */
  add(check: Queued, file: Uint8Array): void {
    const { sealed, nonce, tag } = this.#seal(check.site, check.tcn, file);
    this.#insert.run(check.tcn, check.site, check.capturedMs, check.packagedMs, sealed, nonce, tag);
  }

  /** Takes a settled check out; part of a change of the database. */
  remove(tcn: string): void {
    this.#delete.run(tcn);
  }

  /** Remembers where to ask for the answer of an acknowledged check. */
  locate(tcn: string, location: string | null): void {
    this.#database.note(() => this.#locate.run(location, tcn));
  }

  /**
   * The INT-I file as it was stored.
   * @throws AppError QUEUE_FILE_BROKEN when it was changed since
   */
  file(tcn: string): Uint8Array {
    const row = this.#select.get(tcn) as unknown as Sealed & { site: string };
    return this.#unseal(row.site, tcn, row);
  }

  /** Everything still waiting, oldest first. */
  waiting(): Queued[] {
    return this.#database.sql.prepare('SELECT tcn, site, capturedMs, packagedMs, location FROM queue ORDER BY capturedMs, tcn').all() as unknown as Queued[];
  }

  #seal(site: string, tcn: string, file: Uint8Array): Sealed {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(this.#associated(site, tcn));
    const sealed = cipher.update(file);
    cipher.final();
    return { sealed, nonce, tag: cipher.getAuthTag() };
  }

  /** GCM is a stream cipher: `final` brings no bytes, it only checks the tag. */
  #unseal(site: string, tcn: string, { sealed, nonce, tag }: Sealed): Uint8Array {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: tagBytes }).setAAD(this.#associated(site, tcn));
      decipher.setAuthTag(tag);
      const file = decipher.update(sealed);
      decipher.final();
      return file;
    } catch (cause) {
      throw new AppError('QUEUE_FILE_BROKEN', { tcn }, { cause });
    }
  }

  #associated(site: string, tcn: string): Buffer {
    return Buffer.from(this.#oriOf(site) + tcn, 'ascii');
  }
}
