/**
 * The run store: one SQLite file a run, `runs/<id>/run.sqlite`. Times are playMs (see core/records.ts). Written as the run goes, so that
 * a killed run keeps what it had.
 */
export const storeVersion = 1;

export const storeSchema = `
CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE checks (
  tcn TEXT PRIMARY KEY, round INTEGER NOT NULL, site TEXT NOT NULL, device TEXT NOT NULL, link TEXT NOT NULL,
  person TEXT NOT NULL, dueMs REAL NOT NULL, calledMs REAL, latenessMs REAL, captureStartMs REAL, capturedMs REAL,
  acknowledgedMs REAL, answeredMs REAL, shownMs REAL, outcome TEXT, detail TEXT, score REAL,
  expected TEXT NOT NULL, expectedReference TEXT, attempts INTEGER NOT NULL, bytesUp INTEGER NOT NULL, bytesDown INTEGER NOT NULL,
  stored INTEGER NOT NULL, requestDigest TEXT, answerDigest TEXT, fault TEXT
) STRICT;
CREATE TABLE stages (tcn TEXT NOT NULL, stage TEXT NOT NULL, startMs REAL, durationMs REAL NOT NULL, PRIMARY KEY (tcn, stage)) STRICT;
CREATE TABLE events (id INTEGER PRIMARY KEY, atMs REAL NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, data TEXT NOT NULL) STRICT;
CREATE TABLE samples (id INTEGER PRIMARY KEY, atMs REAL NOT NULL, subject TEXT NOT NULL, gauge TEXT NOT NULL, value REAL NOT NULL) STRICT;
CREATE TABLE target (
  ori TEXT NOT NULL, tcn TEXT NOT NULL, requestDigest TEXT NOT NULL, state TEXT NOT NULL, answerDigest TEXT, PRIMARY KEY (ori, tcn)
) STRICT;
`;
