import type { FingerCondition, OriginWeight } from '../../src/core/plan.ts';
import type { CaptureKind } from '../../src/core/platen.ts';
import { stream } from '../../src/core/random.ts';
import type { Preset } from '../native.ts';
import { makePerson, type Person } from '../people.ts';

/** Coding of the prints. Faces are PNG beside PNG, else JPEG: WSQ is for ridges. */
export type ImageFormat = 'png' | 'wsq' | 'jpeg';
export const imageFormats: readonly ImageFormat[] = ['png', 'wsq', 'jpeg'];

/** All that shapes a data set: the same parameters, the same bytes. */
export interface DatasetParameters {
  /** 0..2^53-1 */
  seed: number;
  /** 1..peopleMax, numbered from 1. */
  people: number;
  /** Fingerprint Acquisition Profile: the platen, and whether fingers are pressed one by one or several at once (src/core/platen.ts). */
  fap: number;
  /** Rolled only on a platen that is wide enough (FAP 45 and up). */
  capture: CaptureKind;
  /** FGP 1..10, ascending, each once; empty for a set of faces. */
  fingers: number[];
  /** Impressions of each finger, numbered from 1. */
  impressions: number;
  /** Captures of each face, numbered from 1. */
  faces: number;
  preset: Preset;
  format: ImageFormat;
}

/** Names and transaction numbers have room for this many. */
export const peopleMax = 999_999;

/** Fingerprint Acquisition Profile where none is asked for: one finger, 400 x 500 px at 500 ppi. */
export const fapDefault = 30;

/** Year of every capture. */
export const captureYear = 2026;

/** Where the people come from; names follow. */
const origins: OriginWeight[] = [
  ...['AF', 'PK', 'SY', 'IQ', 'IR', 'BD'].map((country) => ({ country, weight: 0.1 })),
  ...['MA', 'SD', 'SN', 'NG', 'BA', 'AL', 'UZ', 'TR'].map((country) => ({ country, weight: 0.05 })),
];

/** Shares of the skin's condition, as the shipped operations have them. */
const conditions: [FingerCondition, number][] = [['normal', 0.84], ['dry', 0.06], ['wet', 0.04], ['worn', 0.04], ['scarred', 0.02]];

/** A person of every data set with this seed, whatever its other parameters. */
export function personOf(seed: number, number: number): Person {
  return makePerson({ seed, number }, origins, captureYear);
}

/** The condition of the person's fingers at every capture. */
export function conditionOf(seed: number, number: number): FingerCondition {
  let rest = stream(seed, 'condition', number).unit();
  for (const [condition, share] of conditions) {
    if (rest < share) return condition;
    rest -= share;
  }
  return conditions[0]![0];
}
