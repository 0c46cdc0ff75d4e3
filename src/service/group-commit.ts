import type { DatabaseSync } from 'node:sqlite';

/** A write of one caller inside a shared transaction; must not throw for a reason of its caller's own making. */
type Write = () => void;

interface Waiting {
  write: Write;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * Group commit: all writes asked for in one turn of the event loop share one transaction, so that one fsync serves them all.
 * @param database open, with `synchronous = FULL` where the writes must outlive a power cut
 * @returns a function that resolves when its write is on disk, and rejects (for every write of the group) when the transaction failed
 */
export function groupCommit(database: DatabaseSync): (write: Write) => Promise<void> {
  let waiting: Waiting[] = [];

  const commit = (): void => {
    const group = waiting;
    waiting = [];
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const { write } of group) write();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  };

  return (write) => new Promise((resolve, reject) => {
    waiting.push({ write, resolve, reject });
    if (waiting.length === 1) setImmediate(commit);
  });
}
