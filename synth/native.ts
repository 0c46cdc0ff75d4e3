import { createRequire } from 'node:module';
import { AppError } from '../src/core/errors.ts';

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
  makeFaceImage(request: FaceRequest): Promise<Face>;
}

const native = load();

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
