import { systemClock } from '../src/core/clock.ts';
import type { GalleryFile } from '../src/core/gallery-file.ts';
import type { FaceModel } from './face-model.ts';
import { enrolleeOf, openCorpora, openGallery } from './gallery.ts';
import { asAppError, native, nativeFault, type NativeCandidate, type NativeMatcher } from './native.ts';
import type { Shard } from './shard.ts';

/** A finger of a probe, or a slap: cut into its fingers, which count where they have no image of their own. */
export interface ProbeFinger {
  /** Finger position 1..10, ANSI/NIST-ITL 1-2000 table 6; 13..15 a slap (`src/core/fingers.ts`). */
  fgp: number;
  /** A WSQ stream, 500 ppi. */
  wsq: Uint8Array;
  /** Of a slap: positions of its fingers that are not there. */
  missing?: number[];
}

/** What is searched with: images of one person. */
export interface Probe {
  fingers: ProbeFinger[];
  /** A JPEG portrait. */
  face: Uint8Array | null;
}

/** In px at 500 ppi from the top left. */
export interface Minutia {
  x: number;
  y: number;
  /** 0..255, 256 a turn, anticlockwise from +x (ISO/IEC 19794-2). */
  direction: number;
  type: 'ending' | 'bifurcation';
  /** 0..100 */
  quality: number;
}

/** Score of one finger, or of the portraits (fgp 0), decibels. */
export interface CandidateScore {
  kind: 'finger' | 'face';
  fgp: number;
  score: number;
}

/** One entry of the candidate list. */
export interface RankedCandidate {
  personId: string;
  /** From 1. */
  rank: number;
  /** Decibels: -10 log10 of the rate at which two different people score as high. */
  score: number;
  scores: CandidateScore[];
  ownerCountry: string;
  recordYear: number;
}

/** Milliseconds, measured inside the addon. */
export interface StageMs {
  queue: number;
  decode: number;
  extract: number;
  filter: number;
  rerank: number;
  face: number;
  decide: number;
  total: number;
}

/** How the minutiae of one finger of a probe fall on those of a person: `pairs` are indices into `probe` and `mate`. Of a slap's finger: px of what `traceSlap` cuts out. */
export interface Pairing {
  fgp: number;
  probe: Minutia[];
  mate: Minutia[];
  pairs: [number, number][];
  /** Decibels. */
  score: number;
}

export interface MatcherOptions {
  /** Gallery corpora (SQLite). */
  corpora: string[];
  /** Gallery files that were made elsewhere; none without them. */
  galleries?: GalleryFile[] | undefined;
  /** Folder of gallery files, one a corpus digest and version. */
  cacheDir: string;
  /** The part of the corpora's people that is held; everyone without it. */
  shard?: Shard | undefined;
  /** Path without ending of the file and the log that keep who comes and goes, made when missing; without it nobody does. */
  store?: string | undefined;
  /** Native threads of extraction and search. */
  threads: number;
  /** Describes the portraits in the place of the built-in method. */
  faceModel?: FaceModel | undefined;
  /** Told after every batch of people. */
  onProgress?: (done: number, total: number) => void;
}

/**
 * Least score of a hit in a gallery of up to 2,000 people, decibels. 75 dB is a false match rate of 10^-7.5 a comparison, so a false
 * positive identification rate of 6.3e-5 a search. Derived in `fuse.rs`, measured in `bench/README.md`.
 */
export const defaultThreshold = 75;
const peopleOfDefault = 2_000;

/** Least score of a hit, decibels: more by 10 for every tenfold gallery, which keeps the rate a search. */
export function thresholdFor(people: number): number {
  return defaultThreshold + Math.round(100 * Math.log10(Math.max(1, people / peopleOfDefault))) / 10;
}

/** A person to be enrolled: images, and what is kept with them. */
export interface Enrollee extends Probe {
  /** 255 bytes at most. */
  personId: string;
  record: PersonRecord;
}

/** What is kept with a person; the rest of it is the caller's. */
export interface PersonRecord {
  ownerCountry: string;
  recordYear: number;
  [key: string]: unknown;
}

/** A gallery, searched by a native addon on its own threads. */
export class Matcher {
  /** Version of extractor and matcher, and of the face model; scores compare only within one. */
  readonly version: string;
  /** Bytes of an unfinished write that the log ended in: nobody was told that they were kept. */
  readonly tornBytes: number;
  readonly #native: NativeMatcher;
  readonly #faceModel: FaceModel | undefined;

  private constructor(matcher: NativeMatcher, tornBytes: number, faceModel: FaceModel | undefined) {
    this.#native = matcher;
    this.#faceModel = faceModel;
    this.version = matcher.version;
    this.tornBytes = tornBytes;
  }

  /**
   * Opens the gallery files of corpora, made from their images where they are missing (about 5 ms a print and thread), and the store.
   * @throws AppError CORPUS_UNREADABLE, CORPUS_PERSON_TWICE, IMAGE_UNDECODABLE, GALLERY_UNUSABLE, GALLERY_UNWRITABLE, PERSON_TWICE
   */
  static async open(options: MatcherOptions): Promise<Matcher> {
    const matcher = new native.NativeMatcher(options.threads, options.faceModel?.digest);
    await openCorpora(matcher, options).catch(rethrow);
    for (const { file, digest } of options.galleries ?? []) await openGallery(matcher, file, digest).catch(rethrow);
    return new Matcher(matcher, await matcher.openStore(options.store ?? null).catch(rethrow), options.faceModel);
  }

  /** Number of people. */
  get size(): number {
    return this.#native.size;
  }

  /**
   * Searches everyone, off the event loop. Candidates by score descending, then personId: whatever the threads.
   * @param options.maxCandidates longest list, 1..
   * @param options.threshold least score of a candidate, decibels; 0 lists the best whatever they are
   * @throws AppError PROBE_UNDECODABLE {index: place among the fingers, the face last; reason}, PROBE_QUALITY {reason}, SLAP_UNCUT and SLAP_DISAGREES {position, reason},
   * FACE_MODEL_UNFIT
   */
  async identify(probe: Probe, options: { maxCandidates: number; threshold: number }): Promise<{ candidates: RankedCandidate[]; stagesMs: StageMs }> {
    const startMs = systemClock.nowMs();
    const vector = await this.#vector(probe).catch(rethrow);
    const modelMs = this.#faceModel ? systemClock.nowMs() - startMs : 0;
    const face = this.#faceModel ? null : probe.face;
    const { candidates, stagesMs } = await this.#native.identify(probe.fingers, face, vector, options.maxCandidates, options.threshold).catch(rethrow);
    return { candidates: candidates.map(toRanked), stagesMs: { ...stagesMs, face: stagesMs.face + modelMs, total: stagesMs.total + modelMs } };
  }

  /**
   * Enrols a person; on disk when it resolves.
   * @throws AppError IMAGE_UNDECODABLE, PROBE_QUALITY when there is nothing to be found by, SLAP_UNCUT, SLAP_DISAGREES, PERSON_TWICE, PERSON_UNFIT, GALLERY_UNWRITABLE,
   * FACE_MODEL_UNFIT
   */
  async enrol({ personId, record, fingers, face }: Enrollee): Promise<void> {
    const images = [...fingers.map(({ wsq, ...finger }) => ({ ...finger, bytes: wsq })), ...(face ? [{ fgp: 0, bytes: face }] : [])];
    await enrolleeOf({ reference: personId, record: JSON.stringify(record), images }, this.#faceModel).then((enrollee) => this.#native.enrol([enrollee])).catch(rethrow);
  }

  /**
   * Removes a person; on disk when it resolves. False for an unknown one.
   * @throws AppError GALLERY_UNWRITABLE
   */
  remove(personId: string): Promise<boolean> {
    return this.#native.remove(personId).catch(rethrow);
  }

  /** What was kept with a person; null for an unknown one. */
  record(personId: string): PersonRecord | null {
    const record = this.#native.record(personId);
    return record === null ? null : JSON.parse(record) as PersonRecord;
  }

  /** personIds, in an order that only coming and going changes. */
  personIds(offset: number, limit: number): string[] {
    return this.#native.references(offset, limit);
  }

  /**
   * How a probe's fingers fall on a person's; empty for an unknown person.
   * @throws AppError PROBE_UNDECODABLE, PROBE_QUALITY, SLAP_UNCUT, SLAP_DISAGREES
   */
  explain(probe: Probe, personId: string): Promise<Pairing[]> {
    return this.#native.explain(probe.fingers, personId).catch(rethrow);
  }

  /** What the face model makes of the portrait; null without a model, a portrait, or a face in it. */
  async #vector({ fingers, face }: Probe): Promise<Uint8Array | null> {
    if (!this.#faceModel || !face) return null;
    return this.#faceModel.vector(face).catch((error: unknown) => {
      const fault = nativeFault(error);
      throw fault?.code === 'UNDECODABLE' ? new Error(`PROBE_UNDECODABLE: ${fingers.length}: ${fault.reason}`, { cause: error }) : error;
    });
  }

  /** Gives the gallery's memory back once searches in hand are done. */
  close(): void {
    this.#native.close();
  }
}

/**
 * Minutiae of a print, best first, at most 60.
 * @throws AppError IMAGE_UNDECODABLE
 */
export function extractMinutiae(wsq: Uint8Array): Promise<{ width: number; height: number; minutiae: Minutia[] }> {
  return native.extractMinutiae(wsq).catch(rethrow);
}

/**
 * Pixels of a WSQ stream (FBI IAFIS-IC-0110): 8-bit grey, row-major, 500 ppi.
 * @throws AppError IMAGE_UNDECODABLE
 */
export function decodeWsq(wsq: Uint8Array): { width: number; height: number; pixels: Uint8Array } {
  try {
    return native.decodeWsq(wsq);
  } catch (error) {
    throw asAppError(error);
  }
}

function toRanked({ record, ...candidate }: NativeCandidate): RankedCandidate {
  const { ownerCountry, recordYear } = JSON.parse(record) as PersonRecord;
  return { ...candidate, ownerCountry, recordYear };
}

function rethrow(error: unknown): never {
  throw asAppError(error);
}
