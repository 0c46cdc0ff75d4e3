import { createRequire } from 'node:module';
import { type ErrorCode, AppError } from '../src/core/errors.ts';
import type { CandidateScore, Minutia, Pairing, ProbeFinger, StageMs } from './index.ts';
import type { FaceTrace, Grey, PrintTrace } from './trace.ts';

/** The addon built from `matcher/napi`; its Rust documents the functions. A rejection's message is `CODE: reason`. */
interface Native {
  version(): string;
  decodeWsq(wsq: Uint8Array): { width: number; height: number; pixels: Buffer };
  extractMinutiae(wsq: Uint8Array): Promise<{ width: number; height: number; minutiae: Minutia[] }>;
  decodePicture(bytes: Uint8Array): Promise<Grey>;
  tracePrint(pixels: Uint8Array, width: number, height: number, ppi: number): Promise<PrintTrace>;
  traceFace(pixels: Uint8Array, width: number, height: number): Promise<FaceTrace>;
  Enrolment: new (threads: number) => NativeEnrolment;
  NativeMatcher: { open(enrolments: NativeEnrolment[], threads: number): NativeMatcher };
  benchTemplate(pixels: Uint8Array, width: number, height: number, ppi: number): Promise<{ template: Buffer; minutiae: number; ms: number }>;
  benchFace(jpeg: Uint8Array): Promise<{ eyes: number[]; description: Float32Array; vector: Buffer; ms: number }>;
  benchFaceWindow(jpeg: Uint8Array, eyes: number[]): Promise<Float32Array>;
  benchFuzz(target: string, originals: Uint8Array[], seed: number, from: number, to: number): Promise<{ taken: number; refused: number; panicked: number[]; slowestMs: number; slowestNumber: number }>;
  benchFaceScan(faces: number, threads: number, rounds: number): Promise<{ scan: Float64Array; read: Float64Array }>;
  benchFaceScore(likeness: number): number;
  benchScores(templates: Buffer[], threads: number): Promise<{ rerank: Uint32Array; filter: Uint32Array; ms: Float64Array }>;
}

export interface NativeEnrolment {
  load(file: string, digest: string): Promise<boolean>;
  add(batch: { reference: string; images: { fgp: number; bytes: Uint8Array }[] }[]): Promise<void>;
  save(file: string, digest: string): Promise<void>;
}

export interface NativeMatcher {
  readonly size: number;
  identify(fingers: ProbeFinger[], face: Uint8Array | null, candidatesMax: number, threshold: number): Promise<{
    candidates: { personId: string; rank: number; score: number; scores: CandidateScore[] }[];
    stagesMs: StageMs;
  }>;
  explain(fingers: ProbeFinger[], personId: string): Promise<Pairing[]>;
  close(): void;
}

/** Codes of the addon that are rows of our table under their own name. */
const probeCodes: Record<string, ErrorCode> = { PROBE_UNDECODABLE: 'PROBE_UNDECODABLE', PROBE_QUALITY: 'PROBE_QUALITY', UNDECODABLE: 'IMAGE_UNDECODABLE', WRITE: 'TEMPLATES_UNWRITABLE' };

export const native = load();

/** Code and reason of a fault of the addon; null for anything else. */
export function nativeFault(error: unknown): { code: string; reason: string } | null {
  const match = error instanceof Error ? /^([A-Z_]+): ([^]*)$/.exec(error.message) : null;
  return match ? { code: match[1]!, reason: match[2]! } : null;
}

/** Turns a rejection of the addon into our own error; anything unknown passes as it is. */
export function asAppError(error: unknown): unknown {
  const fault = nativeFault(error);
  const code = fault && probeCodes[fault.code];
  if (!code) return error;
  const place = /^(\d+): ([^]*)$/.exec(fault.reason);
  if (code === 'PROBE_UNDECODABLE' && place) return new AppError(code, { index: Number(place[1]), reason: place[2] }, { cause: error });
  return new AppError(code, { reason: fault.reason }, { cause: error });
}

function load(): Native {
  try {
    return createRequire(import.meta.url)('./hotspot_matcher.node') as Native;
  } catch (cause) {
    throw new AppError('MATCHER_ADDON_MISSING', { reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}
