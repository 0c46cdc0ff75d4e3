import type { AppError } from '../src/core/errors.ts';
import { finger, fingers, slaps } from '../src/core/fingers.ts';
import type { Probe } from './index.ts';
import { Refusal } from './refusal.ts';
import type { BiometricData, IdentifyRequest } from './request.ts';

/** The only resolution of the gallery, dpi. */
const resolutionDpi = 500;

/** Where the portrait stands among finger positions. */
const facePosition = 0;

interface ProbeImage {
  /** Place in biometricData. */
  index: number;
  bytes: Uint8Array;
  /** Of a slap. */
  missing?: number[];
}

/**
 * The images of a request that can be searched with: the first WSQ image of each finger and each slap and the first JPEG portrait, by value.
 * Anything else is passed over.
 * @returns `indices`: the places in biometricData of the probe's fingers, in order, and of its face
 * @throws Refusal no-usable-biometric with the reason of each image; undecodable
 */
export function toProbe(request: IdentifyRequest): { probe: Probe; indices: number[] } {
  const images = new Map<number, ProbeImage>();
  const passedOver: string[] = [];
  for (const [index, data] of request.biometricData.entries()) {
    const position = positionOf(data);
    const reason = position === null ? 'neither a finger, nor a slap, nor a portrait' : images.has(position) ? 'a second image of the same' : unusable(data, request);
    if (position === null || reason !== null) passedOver.push(`biometricData[${index}] is ${reason}`);
    else images.set(position, { index, bytes: bytesOf(data, index), ...missingOf(data, position) });
  }
  if (images.size === 0) throw new Refusal('no-usable-biometric', passedOver.join('; '));

  const face = images.get(facePosition);
  images.delete(facePosition);
  return {
    probe: { fingers: [...images].map(([fgp, { bytes, missing }]) => ({ fgp, wsq: bytes, ...(missing && { missing }) })), face: face?.bytes ?? null },
    indices: [...images.values(), ...(face ? [face] : [])].map(({ index }) => index),
  };
}

function positionOf({ biometricType, biometricSubType }: BiometricData): number | null {
  if (biometricType === 'FACE') return (biometricSubType ?? 'PORTRAIT') === 'PORTRAIT' ? facePosition : null;
  if (biometricType !== 'FINGER') return null;
  return fingers.find(({ osia }) => osia === biometricSubType)?.fgp ?? slaps.find(({ osia }) => osia === biometricSubType)?.position ?? null;
}

/** Fingers that a slap is said to lack. */
function missingOf({ missing = [] }: BiometricData, position: number): { missing?: number[] } {
  const slap = slaps.find((known) => known.position === position);
  return slap ? { missing: slap.fgps.filter((fgp) => missing.some(({ biometricSubType }) => biometricSubType === finger(fgp).osia)) } : {};
}

function unusable(data: BiometricData, { filter, encryption }: IdentifyRequest): string | null {
  if (filter.biometricType && !filter.biometricType.includes(data.biometricType)) return 'not of filter.biometricType';
  if (encryption || data.encryption) return 'encrypted';
  return data.image ? null : 'without an image by value';
}

function bytesOf({ biometricType, image, compression, resolution }: BiometricData, index: number): Uint8Array {
  const taken = biometricType === 'FINGER' ? 'WSQ' : 'JPEG';
  if (compression !== undefined && compression !== taken) throw undecodable(index, `${compression}, ${taken} is taken`);
  if (biometricType === 'FINGER' && resolution !== undefined && resolution !== resolutionDpi) throw undecodable(index, `${resolution} dpi, ${resolutionDpi} is taken`);
  const bytes = Buffer.from(image!, 'base64');
  // Node skips what is no base64; whole quanta, padded, leave nothing to skip (RFC 4648 section 4).
  if (image!.length !== Math.ceil(bytes.length / 3) * 4) throw undecodable(index, 'not base64');
  return bytes;
}

/**
 * The refusal of a slap that cannot be cut, or whose fingers are others than the single prints say; null for other faults.
 * @param indices as `toProbe` gives them
 */
export function slapRefusal(error: AppError, { fingers: prints }: Probe, indices: number[]): Refusal | null {
  if (error.code !== 'SLAP_UNCUT' && error.code !== 'SLAP_DISAGREES') return null;
  const index = indices[prints.findIndex(({ fgp }) => fgp === error.fields['position'])]!;
  return new Refusal(error.code === 'SLAP_UNCUT' ? 'quality' : 'sequence', `biometricData[${index}]: ${String(error.fields['reason'])}`, { cause: error });
}

/** @param index place in biometricData */
export function undecodable(index: number, reason: string, options?: ErrorOptions): Refusal {
  return new Refusal('undecodable', `biometricData[${index}]: ${reason}`, options);
}
