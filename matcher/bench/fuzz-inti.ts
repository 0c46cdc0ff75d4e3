import { AppError } from '../../src/core/errors.ts';
import { stream, type Random } from '../../src/core/random.ts';
import { formatTcn } from '../../src/core/tcn.ts';
import { encodeAnswer, readAnswer } from '../../src/inti/answer.ts';
import { encodeSearch, readSearch } from '../../src/inti/search.ts';
import type { Search } from '../../src/inti/types.ts';
import { defaultRules } from '../../src/inti/validate.ts';
import type { Tally } from './fuzz-target.ts';

/** Longest run of bytes that is put in, taken out or moved. */
const runMax = 64;
/** What separates and counts in a file: separators, digits, points and colons. */
const marks = [0x1c, 0x1d, 0x1e, 0x1f, 0x30, 0x31, 0x39, 0x2e, 0x3a, 0x00, 0xff];
/** Bytes of a file in which its text lies, mostly. */
const textBytes = 600;

/** A search with two prints and a portrait, a search by Type-14 records, and both kinds of answers. */
export function intiOriginals(wsqs: Buffer[], jpeg: Buffer): Buffer[] {
  const at = { ori: 'AL/SITE01', dai: 'ZZ/GATEWAY', atMs: Date.UTC(2026, 0, 1) };
  const size = { width: 120, height: 140 };
  const fingers = wsqs.map((wsq, k) => ({ fgp: k + 1, impressionType: 0, wsq, ...size }));
  const search: Search = { tot: 'NPS', tcn: formatTcn(26, 1), priority: 4, ...at, fingers, face: { jpeg, width: 96, height: 120 } };
  return [
    encodeSearch(search), encodeSearch(search, { fingerRecord: 14 }),
    encodeAnswer({ kind: 'ERR', tcn: formatTcn(26, 2), tcr: search.tcn, ...at, findings: [{ code: 117, idc: 0, field: '1.003', text: 'BROKEN' }] }),
  ].map((bytes) => Buffer.from(bytes));
}

/** Gives the mutants `from..to` to the gateway's reader and to the device's. Only errors of our own table are fair. */
export function runInti(originals: Buffer[], seed: number, from: number, to: number): Omit<Tally, 'baseMB' | 'peakMB'> {
  const tally = { taken: 0, refused: 0, panicked: [] as number[], slowestMs: 0, slowestNumber: 0 };
  for (let number = from; number < to; number++) {
    const bytes = mutant(originals, stream(seed, 'int-i', number));
    const startMs = performance.now();
    const readers = [() => 'search' in readSearch(bytes, defaultRules), () => Boolean(readAnswer(bytes))].map(outcome);
    if (readers.includes('broken')) tally.panicked.push(number);
    else if (readers.includes('taken')) tally.taken += 1;
    else tally.refused += 1;
    const tookMs = performance.now() - startMs;
    if (tookMs > tally.slowestMs) [tally.slowestMs, tally.slowestNumber] = [tookMs, number];
  }
  return tally;
}

/** @param read true when it took the bytes; it may throw what its docs name */
function outcome(read: () => boolean): 'taken' | 'refused' | 'broken' {
  try {
    return read() ? 'taken' : 'refused';
  } catch (error) {
    return error instanceof AppError ? 'refused' : 'broken';
  }
}

/** One to eight changes of one of the originals. */
function mutant(originals: Buffer[], random: Random): Buffer {
  let bytes = random.pick(originals);
  for (let left = random.int(1, 8); left > 0; left--) bytes = changed(bytes, random.pick(originals), random);
  return bytes;
}

function changed(bytes: Buffer, other: Buffer, random: Random): Buffer {
  const at = random.int(0, random.chance(0.7) ? Math.min(bytes.length, textBytes) : bytes.length);
  const end = Math.min(bytes.length, at + random.int(1, runMax));
  const put = (from: number, to: number, run: Uint8Array): Buffer => Buffer.concat([bytes.subarray(0, from), run, bytes.subarray(to)]);
  const one = (value: number): Buffer => put(at, Math.min(at + 1, bytes.length), Uint8Array.of(value));
  switch (random.int(0, 6)) {
    case 0: return one(random.int(0, 255));
    case 1: return one(random.pick(marks));
    case 2: return put(at, at, Uint8Array.of(random.pick(marks)));
    case 3: return put(at, end, new Uint8Array());
    case 4: return put(at, at, bytes.subarray(at, end));
    case 5: return put(at, end, other.subarray(random.int(0, other.length)).subarray(0, runMax));
    default: return bytes.subarray(0, random.int(0, bytes.length));
  }
}
