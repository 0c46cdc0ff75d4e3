import { createRequire } from 'node:module';
import { AppError } from '../src/core/errors.ts';

/** How hard impressions are: enrolment, a handheld at work, small or shifted contacts on a scratched plate. */
export type Preset = 'easy' | 'field' | 'hard';

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
  preset: Preset;
  /** 64..2048; the finger lies about the middle. */
  widthPx: number;
  /** 64..2048 */
  heightPx: number;
  /** Of the skin; wear and scars are the same at every capture of a finger. */
  condition: 'normal' | 'dry' | 'wet' | 'worn' | 'scarred';
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
