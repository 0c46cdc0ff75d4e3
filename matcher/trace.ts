import type { Minutia } from './index.ts';
import { asAppError, native } from './native.ts';

/** 8-bit grey, row-major. */
export interface Grey {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** The steps of an extraction as pictures: by px of the working resolution, `width * height`, or by cell, `cellsAcross * cellsDown`, 4 px a side. */
export interface PrintTrace {
  width: number;
  height: number;
  cellsAcross: number;
  cellsDown: number;
  /** px of 500 ppi a px here. */
  scale: number;
  /** Normalised print by px; 128 is the local mean. */
  print: Uint8Array;
  /** Direction of the ridges by cell: 256 half a turn, anticlockwise from +x. */
  orientation: Uint8Array;
  /** How much the ridges agree, by cell: 255 wholly. */
  coherence: Uint8Array;
  /** Ridge period by cell, px of 500 ppi. */
  period: Float32Array;
  /** Where the print is, by cell: 1 inside. */
  mask: Uint8Array;
  /** Strength of the ridges by px; 0 outside the mask. */
  amplitude: Uint8Array;
  /** Phase of the ridges by px: 256 a turn. */
  phase: Uint8Array;
  /** As `extractMinutiae` gives them. */
  minutiae: Minutia[];
  /** Where the phase winds as well, but nothing is kept: pairs that cancel, and what is unsure. */
  dropped: Minutia[];
}

/** A finger cut from a slap. */
export interface SlapTrace {
  fgp: number;
  /** Of `image` in the slap, px: x and y of top left, top right, bottom right, bottom left. */
  corners: number[];
  /** From upright, degrees clockwise as seen. */
  turnDeg: number;
  /** Upright, 500 ppi. */
  image: Grey;
  /** Best first, px of `image`. */
  minutiae: Minutia[];
}

/** The steps from a portrait to its vector; all empty when no face was found. */
export interface FaceTrace {
  /** Middle between the eyes (x, y), their distance, px, and the roll in radians, clockwise. */
  eyes: number[];
  /** Corners of the crop in the picture: x and y of top left, top right, bottom right, bottom left. */
  corners: number[];
  /** What is described: the face laid on its eyes. */
  crop?: Grey;
  /** Components, i8. */
  vector: Uint8Array;
}

/**
 * What the extractor makes of a print on its way to minutiae, off the event loop.
 * @param ppi 250..1000
 * @throws AppError IMAGE_UNDECODABLE when it is out of limits
 */
export function tracePrint({ pixels, width, height }: Grey, ppi: number): Promise<PrintTrace> {
  return native.tracePrint(pixels, width, height, ppi).catch(rethrow);
}

/**
 * The fingers of a slap of 500 ppi from the left, off the event loop.
 * @param position 13..15 (`src/core/fingers.ts`)
 * @param missing positions of its fingers that are not there
 * @throws AppError IMAGE_UNDECODABLE when it is out of limits, SLAP_UNCUT
 */
export function traceSlap({ pixels, width, height }: Grey, position: number, missing: number[]): Promise<SlapTrace[]> {
  return native.traceSlap(pixels, width, height, position, missing).catch(rethrow);
}

/**
 * What becomes of a portrait on its way to a vector, off the event loop.
 * @throws AppError IMAGE_UNDECODABLE when it is out of limits
 */
export function traceFace({ pixels, width, height }: Grey): Promise<FaceTrace> {
  return native.traceFace(pixels, width, height).catch(rethrow);
}

/**
 * Grey pixels of a BMP or JPEG file, as the matcher sees them.
 * @throws AppError IMAGE_UNDECODABLE
 */
export function decodePicture(bytes: Uint8Array): Promise<Grey> {
  return native.decodePicture(bytes).catch(rethrow);
}

function rethrow(error: unknown): never {
  throw asAppError(error);
}
