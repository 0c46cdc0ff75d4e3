import { fingers, slaps } from '../../src/core/fingers.ts';
import type { Search } from '../../src/inti/types.ts';

/** OSIA ABIS 1.6.0 impression types of INT-I IMP codes 0..9. */
const impressionTypes = [
  'LIVE_SCAN_PLAIN', 'LIVE_SCAN_ROLLED', 'NONLIVE_SCAN_PLAIN', 'NONLIVE_SCAN_ROLLED', 'LATENT_IMPRESSION', 'LATENT_TRACING', 'LATENT_PHOTO',
  'LATENT_LIFT', 'LIVE_SCAN_SWIPE', 'UNKNOWN',
] as const;

/** OSIA's names of finger positions 0..14; a plain thumb is the thumb, told apart by its instance. */
const positions: Record<string, string>[] = [
  { biometricSubType: 'UNKNOWN' },
  ...fingers.map(({ osia }) => ({ biometricSubType: osia })),
  { biometricSubType: 'RIGHT_THUMB', instance: 'plain' },
  { biometricSubType: 'LEFT_THUMB', instance: 'plain' },
  ...slaps.filter(({ position }) => position <= 14).map(({ osia }) => ({ biometricSubType: osia })),
];

/** Body of an OSIA identify call (OSIA 7.1, abis.yaml, POST /v1/identify/{galleryId}). */
export interface IdentifyRequest {
  filter: Record<string, never>;
  biometricData: Record<string, string | number>[];
}

/** One search that passed validation as one identify call: fingers in the order of the file, the face last; images by value (base64). */
export function toIdentifyRequest(search: Search): IdentifyRequest {
  const biometricData: IdentifyRequest['biometricData'] = search.fingers.map(({ fgp, impressionType, width, height, wsq }) => ({
    biometricType: 'FINGER',
    ...positions[fgp],
    image: base64(wsq),
    impressionType: impressionTypes[impressionType]!,
    width,
    height,
    bitdepth: 8,
    resolution: 500,
    compression: 'WSQ',
  }));
  if (search.face) {
    const { jpeg, width, height } = search.face;
    biometricData.push({ biometricType: 'FACE', biometricSubType: 'PORTRAIT', image: base64(jpeg), width, height, compression: 'JPEG' });
  }
  return { filter: {}, biometricData };
}

/** OSIA's priority, 9 highest, of INT-I PRY 1..9, 1 highest. */
export function toOsiaPriority(pry: number): number {
  return 10 - pry;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
