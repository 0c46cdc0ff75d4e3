import { createRequire } from 'node:module';
import { type ErrorCode, AppError } from '../src/core/errors.ts';
import type { CandidateScore, Minutia, Pairing, ProbeFinger, StageMs } from './index.ts';
import type { FaceTrace, Grey, PrintTrace, SlapTrace } from './trace.ts';

/** The addon built from `matcher/napi`; its Rust documents the functions. A rejection's message is `CODE: reason`. */
interface Native {
  version(faceModel?: string): string;
  decodeWsq(wsq: Uint8Array): { width: number; height: number; pixels: Buffer };
  extractMinutiae(wsq: Uint8Array): Promise<{ width: number; height: number; minutiae: Minutia[] }>;
  faceVector(jpeg: Uint8Array): Promise<Buffer | null>;
  faceModelInput(jpeg: Uint8Array, channels: number, height: number, width: number): Promise<Float32Array | null>;
  faceModelTrial(channels: number, height: number, width: number): Float32Array;
  faceModelVector(embedding: Float32Array): Buffer;
  NativeGalleryWriter: new (threads: number, faceModel?: string) => NativeGalleryWriter;
  NativeMatcher: new (threads: number, faceModel?: string) => NativeMatcher;
  decodePicture(bytes: Uint8Array): Promise<Grey>;
  tracePrint(pixels: Uint8Array, width: number, height: number, ppi: number): Promise<PrintTrace>;
  traceSlap(pixels: Uint8Array, width: number, height: number, position: number, missing: number[]): Promise<SlapTrace[]>;
  traceFace(pixels: Uint8Array, width: number, height: number): Promise<FaceTrace>;
  benchTemplate(pixels: Uint8Array, width: number, height: number, ppi: number): Promise<{ template: Buffer; minutiae: number; ms: number }>;
  benchFace(jpeg: Uint8Array): Promise<{ eyes: number[]; description: Float32Array; vector: Buffer; ms: number }>;
  benchFaceWindow(jpeg: Uint8Array, eyes: number[]): Promise<Float32Array>;
  benchFuzz(target: string, originals: Uint8Array[], seed: number, from: number, to: number): Promise<{ taken: number; refused: number; panicked: number[]; slowestMs: number; slowestNumber: number }>;
  benchFaceScan(faces: number, threads: number, rounds: number): Promise<{ scan: Float64Array; read: Float64Array }>;
  benchFaceScore(likeness: number): number;
  benchFilter(templates: Buffer[], fingers: number): Promise<number>;
  benchScores(templates: Buffer[], threads: number): Promise<{ rerank: Uint32Array; filter: Uint32Array; ms: Float64Array }>;
}

/**
 * A person to be enrolled; `record` is kept with the person, `fgp` 0 is the portrait, 13..15 a slap and `missing` its fingers that are not there, `face`
 * the portrait's vector where a face model made it.
 */
export interface NativeEnrollee {
  reference: string;
  record: string;
  images: { fgp: number; bytes: Uint8Array; missing?: number[] }[];
  face?: Uint8Array;
}

/** A person who comes as templates: one after another, in the order of `fingers`; `face` is the portrait's vector. */
export interface NativeTemplates {
  reference: string;
  record: string;
  fingers: number[];
  templates: Uint8Array;
  face?: Uint8Array;
}

interface NativeGalleryWriter {
  create(file: string, digest: string): Promise<void>;
  add(batch: NativeEnrollee[]): Promise<void>;
  addTemplates(batch: NativeTemplates[]): Promise<void>;
  finish(): Promise<void>;
  discard(): void;
}

export interface NativeCandidate {
  personId: string;
  rank: number;
  record: string;
  score: number;
  scores: CandidateScore[];
}

export interface NativeMatcher {
  readonly version: string;
  readonly size: number;
  openFile(file: string, digest: string): Promise<boolean>;
  openStore(path: string | null): Promise<number>;
  references(offset: number, limit: number): string[];
  record(personId: string): string | null;
  enrol(batch: NativeEnrollee[]): Promise<void>;
  remove(personId: string): Promise<boolean>;
  identify(fingers: ProbeFinger[], face: Uint8Array | null, vector: Uint8Array | null, candidatesMax: number, threshold: number): Promise<{
    candidates: NativeCandidate[];
    stagesMs: StageMs;
  }>;
  explain(fingers: ProbeFinger[], personId: string): Promise<Pairing[]>;
  close(): void;
}

/** Codes of the addon as rows of our table. */
const codes: Record<string, ErrorCode> = {
  PROBE_UNDECODABLE: 'PROBE_UNDECODABLE', PROBE_QUALITY: 'PROBE_QUALITY', SLAP: 'SLAP_UNCUT', SEQUENCE: 'SLAP_DISAGREES', UNDECODABLE: 'IMAGE_UNDECODABLE', TEMPLATE: 'PERSON_UNFIT',
  GALLERY: 'GALLERY_UNUSABLE', TWICE: 'PERSON_TWICE', WRITE: 'GALLERY_UNWRITABLE',
};

export const native = load();

/** Code and reason of a fault of the addon; null for anything else. */
export function nativeFault(error: unknown): { code: string; reason: string } | null {
  const match = error instanceof Error ? /^([A-Z_]+): ([^]*)$/.exec(error.message) : null;
  return match ? { code: match[1]!, reason: match[2]! } : null;
}

/** Turns a rejection of the addon into our own error; anything unknown passes as it is. */
export function asAppError(error: unknown): unknown {
  const fault = nativeFault(error);
  const code = fault && codes[fault.code];
  if (!code) return error;
  const place = /^(\d+): ([^]*)$/.exec(fault.reason);
  if (code === 'PROBE_UNDECODABLE' && place) return new AppError(code, { index: Number(place[1]), reason: place[2] }, { cause: error });
  if ((code === 'SLAP_UNCUT' || code === 'SLAP_DISAGREES') && place) return new AppError(code, { position: Number(place[1]), reason: place[2] }, { cause: error });
  return new AppError(code, { reason: fault.reason }, { cause: error });
}

function load(): Native {
  try {
    return createRequire(import.meta.url)('./hotspot_matcher.node') as Native;
  } catch (cause) {
    throw new AppError('MATCHER_ADDON_MISSING', { reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}
