import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../src/core/errors.ts';

/** One prepared capture: what the person leaves on the platen, or shows to the camera. */
export interface Capture {
  width: number;
  height: number;
  /** Quality of the settled image, 1..100. */
  quality: number;
  /** WSQ of a finger, JPEG of a face. */
  bytes: Uint8Array;
}

/** The captures corpus: an SQLite file that synth wrote, read only. */
export interface Captures {
  /** The capture of a transaction; `fgp` 0 for a face; null when there is none. */
  find(transactionId: string, kind: 'finger' | 'face', fgp: number): Capture | null;
  close(): void;
}

/**
 * Opens a captures corpus.
 * @throws AppError CAPTURES_UNREADABLE
 */
export function openCaptures(file: string): Captures {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    const version = database.prepare('SELECT value FROM meta WHERE key = \'schemaVersion\'').get()?.['value'];
    const kind = database.prepare('SELECT value FROM meta WHERE key = \'kind\'').get()?.['value'];
    if (version !== '1' || kind !== 'captures') throw new Error(`expected captures of schema 1, received ${String(kind)} of schema ${String(version)}`);
    const select = database.prepare('SELECT width, height, quality, bytes FROM capture WHERE tcn = ? AND kind = ? AND fgp = ?');
    return {
      find: (transactionId, kindOfImage, fgp) => (select.get(transactionId, kindOfImage, fgp) as Capture | undefined) ?? null,
      close: () => database.close(),
    };
  } catch (error) {
    throw new AppError('CAPTURES_UNREADABLE', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
