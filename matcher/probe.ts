import { fingers } from '../src/core/fingers.ts';
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
}

/**
 * The images of a request that can be searched with: the first WSQ image of each finger and the first JPEG portrait, by value. Anything
 * else is passed over.
 * @returns `indices`: the places in biometricData of the probe's fingers, in order, and of its face
 * @throws Refusal no-usable-biometric with the reason of each image; undecodable
 */
export function toProbe(request: IdentifyRequest): { probe: Probe; indices: number[] } {
  const images = new Map<number, ProbeImage>();
  const passedOver: string[] = [];
  for (const [index, data] of request.biometricData.entries()) {
    const position = positionOf(data);
    const reason = position === null ? 'neither a single finger nor a portrait' : images.has(position) ? 'a second image of the same' : unusable(data, request);
    if (position === null || reason !== null) passedOver.push(`biometricData[${index}] is ${reason}`);
    else images.set(position, { index, bytes: bytesOf(data, index) });
  }
  if (images.size === 0) throw new Refusal('no-usable-biometric', passedOver.join('; '));

  const face = images.get(facePosition);
  images.delete(facePosition);
  return {
    probe: { fingers: [...images].map(([fgp, { bytes }]) => ({ fgp, wsq: bytes })), face: face?.bytes ?? null },
    indices: [...images.values(), ...(face ? [face] : [])].map(({ index }) => index),
  };
}

function positionOf({ biometricType, biometricSubType }: BiometricData): number | null {
  if (biometricType === 'FACE') return (biometricSubType ?? 'PORTRAIT') === 'PORTRAIT' ? facePosition : null;
  return biometricType === 'FINGER' ? fingers.find(({ osia }) => osia === biometricSubType)?.fgp ?? null : null;
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

/** @param index place in biometricData */
export function undecodable(index: number, reason: string, options?: ErrorOptions): Refusal {
  return new Refusal('undecodable', `biometricData[${index}]: ${reason}`, options);
}
