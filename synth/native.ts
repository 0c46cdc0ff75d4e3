import { createRequire } from 'node:module';
import { AppError } from '../src/core/errors.ts';

/** How hard impressions are: enrolment, a handheld at work, small or shifted contacts on a scratched plate. */
export type Preset = 'easy' | 'field' | 'hard' | 'latent';

/**
 * State of a finger's skin at a capture; wear, scars and cuts are the same at every capture of a finger. A bandaged finger shows its bandage
 * and has no minutiae. A missing finger is not asked for, or is place 0 of a slap.
 */
export type PrintCondition = 'normal' | 'dry' | 'wet' | 'worn' | 'scarred' | 'cut' | 'bandaged';

/** One impression of one finger. Same request, same bytes, on every machine. */
export interface PrintRequest {
  /** Of the dataset, 0..2^53-1. */
  seed: number;
  /** Number of the person. */
  person: number;
  /** FGP 1..10. */
  finger: number;
  /** Number of the impression of that finger: placement, pressure, moisture, noise. */
  impression: number;
  /**
   * `latent` is a trace on an object: parts of the print, faint, on a structured ground, a print of the next finger over it. Its ground truth
   * names every minutia of the contact, also those that nobody can make out.
   */
  preset: Preset;
  /** 64..2048; the finger lies about the middle. */
  widthPx: number;
  /** 64..2048 */
  heightPx: number;
  condition: PrintCondition;
  /** Rolled from nail to nail: wider, nearly a rectangle, not with preset latent; 800x750 holds any finger. Pressed when left out. */
  rolled?: boolean;
}

/** Ground truth of one minutia inside the contact area. */
export interface TrueMinutia {
  /** px from the left, to a tenth. */
  x: number;
  /** px from the top, to a tenth. */
  y: number;
  /** 0..255, 256 a turn, anticlockwise from +x (ISO/IEC 19794-2): into an ending ridge, between the arms of a fork. */
  direction: number;
  type: 'ending' | 'bifurcation';
}

/** An impression with its ground truth. */
export interface Print {
  width: number;
  height: number;
  /** 8-bit grey, width * height, row-major, 500 ppi; ridges dark. */
  pixels: Buffer;
  minutiae: TrueMinutia[];
}

/** The same as a WSQ file. */
export interface PrintWsq {
  width: number;
  height: number;
  wsq: Buffer;
  minutiae: TrueMinutia[];
}

/** People of whom only templates are wanted. Same request, same bytes, on every machine. */
export interface TemplatesRequest {
  /** Of the dataset, 0..2^53-1. */
  seed: number;
  /** Number of the first person. */
  from: number;
  /** Number of people. */
  count: number;
  /** FGP 1..10, in the order of the templates. */
  fingers: number[];
  preset: Preset;
  /** 64..2048 */
  widthPx: number;
  /** 64..2048 */
  heightPx: number;
}

/** Several fingers of one person pressed at once on one plate. Same request, same bytes, on every machine. */
export interface SlapRequest {
  /** Of the dataset, 0..2^53-1. */
  seed: number;
  /** Number of the person. */
  person: number;
  /**
   * From the left: FGP 2, 3, 4, 5 is a right hand, 10, 9, 8, 7 a left hand, 6, 1 the thumbs. `finger: 0` is the place of a missing
   * finger; its condition is not looked at.
   */
  fingers: { finger: number; condition: PrintCondition }[];
  /** Number of the impression. */
  impression: number;
  preset: Exclude<Preset, 'latent'>;
  /** Of the hand, degrees clockwise as seen, -45..45; 0 when left out. */
  tiltDeg?: number;
  /** 64..2048; the platen: src/core/platen.ts. */
  widthPx: number;
  /** 64..2048 */
  heightPx: number;
}

/** A finger of a slap. */
export interface SlapFinger {
  /** FGP 1..10. */
  finger: number;
  /** Its contact lies in this rectangle: left, top, width, height, px. Neighbours' rectangles overlap. */
  area: [number, number, number, number];
  /** From upright, degrees clockwise as seen. */
  turnDeg: number;
  /** px in the slap. */
  minutiae: TrueMinutia[];
}

/** A slap with its ground truth. */
export interface Slap {
  width: number;
  height: number;
  /** 8-bit grey, width * height, row-major, 500 ppi; ridges dark. */
  pixels: Buffer;
  /** From the left; a missing finger is not among them. */
  fingers: SlapFinger[];
}

/** The same as a WSQ file. */
export interface SlapWsq extends Omit<Slap, 'pixels'> {
  wsq: Buffer;
}

/** One image of one person's face. Same request, same bytes, on every machine. */
export interface FaceRequest {
  /** Of the dataset, 0..2^53-1. */
  seed: number;
  /** Number of the person; sex and tone must be the same in every request for one person. */
  person: number;
  /** Number of the capture of that person: pose, expression, light, clothes, noise. */
  capture: number;
  /** From a document portrait to a handheld capture with strong pose and noise. */
  preset: 'portrait' | 'mild' | 'field' | 'hard';
  sex: 'female' | 'male';
  /** Age at this capture, 18..100. */
  ageYears: number;
  /** Skin, 0 light .. 1 dark. */
  tone: number;
  /** 96..2048. */
  widthPx: number;
  /** 120..2560; a head fills about 75 % of it at 4:5. */
  heightPx: number;
}

/** A face with its ground truth; places in px from the top left. */
export interface Face {
  width: number;
  height: number;
  /** 8-bit sRGB, width * height * 3, interleaved, row-major. */
  rgb: Buffer;
  /** Centres of the eyes [x, y], the picture's left first. */
  eyes: [[number, number], [number, number]];
  /** Face from hairline to chin and cheek to cheek: left, top, width, height. */
  box: [number, number, number, number];
}

/** The addon built from `synth/napi`; its Rust documents the functions. */
interface Native {
  makePrintImage(request: PrintRequest): Promise<Print>;
  makePrintWsq(request: PrintRequest, rateBitsPerPx: number): Promise<PrintWsq>;
  makeFingerTemplates(request: TemplatesRequest): Promise<Buffer[]>;
  makeFaceVectors(seed: number, from: number, count: number, sources: Uint8Array[]): Promise<Buffer[]>;
  encodeWsq(pixels: Uint8Array, width: number, height: number, rateBitsPerPx: number): Promise<Buffer>;
  makeSlapImage(request: SlapRequest): Promise<Slap>;
  makeSlapWsq(request: SlapRequest, rateBitsPerPx: number): Promise<SlapWsq>;
  makeFaceImage(request: FaceRequest): Promise<Face>;
}

const native = load();

/**
 * Makes an impression off the event loop.
 * @throws Error when a field is outside its range
 */
export function makePrint(request: PrintRequest): Promise<Print> {
  return native.makePrintImage(request);
}

/**
 * Makes an impression and encodes it as WSQ, off the event loop.
 * @param rateBitsPerPx wanted size; 0.75 is the nominal 15:1
 * @throws Error when a field is outside its range
 */
export function makePrintWsq(request: PrintRequest, rateBitsPerPx: number): Promise<PrintWsq> {
  return native.makePrintWsq(request, rateBitsPerPx);
}

/**
 * Makes the matcher's templates of strangers without their prints, off the event loop: a person's templates one after another, as the
 * matcher writes them. Their minutiae are drawn, not found: they match no print that {@link makePrint} makes of the same person.
 * @throws Error when a field is outside its range
 */
export function makeTemplates(request: TemplatesRequest): Promise<Buffer[]> {
  return native.makeFingerTemplates(request);
}

/**
 * Makes the matcher's portrait vectors of strangers without their portraits, off the event loop: normal sums of `sources`, vectors of
 * real portraits, so that strangers are as like each other as those are.
 * @throws Error when a source is none
 */
export function makeFaceVectors({ seed, from, count }: Pick<TemplatesRequest, 'seed' | 'from' | 'count'>, sources: Uint8Array[]): Promise<Buffer[]> {
  return native.makeFaceVectors(seed, from, count, sources);
}

/**
 * Presses several fingers at once, off the event loop.
 * @throws Error when a field is outside its range
 */
export function makeSlap(request: SlapRequest): Promise<Slap> {
  return native.makeSlapImage(request);
}

/**
 * Presses several fingers at once and encodes them.
 * @param rateBitsPerPx about 0.75
 * @throws Error when a field is outside its range
 */
export function makeSlapWsq(request: SlapRequest, rateBitsPerPx: number): Promise<SlapWsq> {
  return native.makeSlapWsq(request, rateBitsPerPx);
}

/**
 * Encodes a grey image as WSQ, off the event loop.
 * @param pixels 8-bit grey, width * height, row-major
 * @param rateBitsPerPx about 0.75
 * @throws Error when the size or the rate is outside its range
 */
export function encodeWsq(pixels: Uint8Array, width: number, height: number, rateBitsPerPx: number): Promise<Buffer> {
  return native.encodeWsq(pixels, width, height, rateBitsPerPx);
}

/**
 * Renders a face off the event loop.
 * @throws Error when a field is outside its range
 */
export function makeFace(request: FaceRequest): Promise<Face> {
  return native.makeFaceImage(request);
}

function load(): Native {
  try {
    return createRequire(import.meta.url)('./hotspot_synth.node') as Native;
  } catch (cause) {
    throw new AppError('SYNTH_ADDON_MISSING', { reason: cause instanceof Error ? cause.message : String(cause) }, { cause });
  }
}
