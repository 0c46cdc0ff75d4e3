import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../src/core/errors.ts';
import { readDescription, type Description } from './description.ts';
import { descriptionFile, makingFolder, ownEntries, peopleFolder } from './layout.ts';

/** A data set in the making. */
export interface OpenDataset {
  description: Description;
  /** Lets another process have the folder. */
  release: () => void;
}

/**
 * Takes the folder up: a new one, or one that holds the same data set, whole or not.
 * @param wanted its digest is null
 * @param force what an earlier data set put there is removed first; other files stay
 * @throws AppError DATASET_FOLDER_TAKEN, DATASET_IN_HAND, DATASET_UNWRITABLE
 */
export function openDataset(folder: string, wanted: Description, force: boolean): OpenDataset {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new AppError('DATASET_UNWRITABLE', { folder, reason: 'it is a file' });
  makeFolder(folder);
  const present = readDescription(folder);
  const same = present !== null && isSame(present, wanted);
  if (!same) {
    const entries = readdirSync(folder);
    if (entries.length > 0 && !force) throw new AppError('DATASET_FOLDER_TAKEN', { folder, holds: present ? 'a data set of other parameters or of another generator' : 'other files' });
    for (const entry of ownEntries) rmSync(join(folder, entry), { recursive: true, force: true });
  }
  for (const inner of [makingFolder, peopleFolder]) mkdirSync(join(folder, inner), { recursive: true });
  const release = lock(folder);
  if (!same) writeFileSync(join(folder, descriptionFile), describe(wanted));
  return { description: same ? present : wanted, release };
}

/** One folder at a time: where nothing can be made, as below /proc, Node's own recursion would not end. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Text of dataset.json. */
export function describe(description: Description): string {
  return `${JSON.stringify(description, null, 2)}\n`;
}

function isSame(present: Description, wanted: Description): boolean {
  return JSON.stringify([present.generator, present.parameters]) === JSON.stringify([wanted.generator, wanted.parameters]);
}

/** SQLite's code for a file that another process holds. The kernel frees its lock even after a kill -9. */
const sqliteBusy = 5;

function lock(folder: string): () => void {
  const db = new DatabaseSync(join(folder, makingFolder, 'lock'));
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) throw new AppError('DATASET_IN_HAND', { folder });
    throw error;
  }
  return () => db.close();
}
