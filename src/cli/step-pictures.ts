import type { PrintTrace } from '../../matcher/trace.ts';

/** 8-bit RGBA, row-major. */
export interface Raster {
  width: number;
  height: number;
  rgba: Uint8ClampedArray;
}

type Colour = readonly [red: number, green: number, blue: number];

/** Dark to light, even to the eye, told apart by people with any colour vision (Nuñez, Anderton, Renslow 2018, cividis). */
export const ramp: readonly Colour[] = [[0, 34, 78], [65, 77, 107], [124, 123, 120], [188, 175, 111], [254, 232, 56]];
/** A turn: it ends where it begins. */
const wheel: readonly Colour[] = [[226, 217, 226], [98, 118, 186], [47, 20, 54], [174, 88, 72], [226, 217, 226]];

/** Ridge periods shown, px of 500 ppi: what the extractor can follow. */
export const periodPx = { min: 6.75, max: 15.75 };

/** Grey as it is. */
export function greyRaster(pixels: Uint8Array, width: number, height: number): Raster {
  return raster(width, height, (k) => [pixels[k]!, pixels[k]!, pixels[k]!, 255]);
}

/** Ridge period by cell, inside the mask. */
export function periodRaster({ cellsAcross, cellsDown, period, mask }: PrintTrace): Raster {
  const share = (px: number): number => (px - periodPx.min) / (periodPx.max - periodPx.min);
  return raster(cellsAcross, cellsDown, (k) => [...between(ramp, share(period[k]!)), mask[k] ? 255 : 0]);
}

/** What lies outside the print by cell, as a veil. */
export function maskRaster({ cellsAcross, cellsDown, mask }: PrintTrace): Raster {
  return raster(cellsAcross, cellsDown, (k) => [213, 94, 0, mask[k] ? 0 : 150]);
}

/** Strength of the ridges by px. */
export function amplitudeRaster({ width, height, amplitude }: PrintTrace): Raster {
  return raster(width, height, (k) => [...between(ramp, amplitude[k]! / 255), 255]);
}

/** Phase by px, where there are ridges. */
export function phaseRaster({ width, height, amplitude, phase }: PrintTrace): Raster {
  return raster(width, height, (k) => [...between(wheel, phase[k]! / 256), amplitude[k]! > 0 ? 255 : 0]);
}

/** Components of a vector, blue below 0, orange above. */
export function vectorRaster(vector: Uint8Array, across: number): Raster {
  const components = new Int8Array(vector);
  const ends: readonly Colour[] = [[0, 114, 178], [255, 255, 255], [213, 94, 0]];
  return raster(across, components.length / across, (k) => [...between(ends, 0.5 + components[k]! / 144), 255]);
}

function raster(width: number, height: number, colour: (k: number) => number[]): Raster {
  const rgba = new Uint8ClampedArray(4 * width * height);
  for (let k = 0; k < width * height; k++) rgba.set(colour(k), 4 * k);
  return { width, height, rgba };
}

/** Linear between the stops. @param share 0..1 of the way */
function between(stops: readonly Colour[], share: number): [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const k = Math.min(stops.length - 2, Math.floor(at));
  const mix = (channel: 0 | 1 | 2): number => stops[k]![channel] + (stops[k + 1]![channel] - stops[k]![channel]) * (at - k);
  return [mix(0), mix(1), mix(2)];
}
