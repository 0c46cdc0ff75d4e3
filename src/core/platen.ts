import { finger, slaps } from './fingers.ts';

/**
 * Platen of each Fingerprint Acquisition Profile, px at 500 ppi: 0.5 x 0.65, 0.6 x 0.8, 0.8 x 1.0, 1.6 x 1.5, 3.2 x 2.0 and 3.2 x 3.0 inches. FBI Biometric
 * Specifications, categories of Mobile ID devices (fbibiospecs.fbi.gov), after NIST SP 500-280.
 */
export const platens: Record<number, { widthPx: number; heightPx: number }> = {
  10: { widthPx: 250, heightPx: 325 },
  20: { widthPx: 300, heightPx: 400 },
  30: { widthPx: 400, heightPx: 500 },
  45: { widthPx: 800, heightPx: 750 },
  50: { widthPx: 1600, heightPx: 1000 },
  60: { widthPx: 1600, heightPx: 1500 },
};

/** How a finger touches the platen: pressed, or rolled from nail to nail. */
export const captureKinds = ['plain', 'rolled'] as const;
export type CaptureKind = (typeof captureKinds)[number];

/** Image of a rolled finger: 1.6 x 1.5 inches (ANSI/NIST-ITL 1-2011 table 8). */
const rolledBox = { widthPx: 800, heightPx: 750 };

/** What lies on a platen at once: a finger alone, or a slap. */
export interface Press {
  /** FGP: 1..10 a finger; above, several: ANSI/NIST-ITL 1-2011 table 8. */
  position: number;
  label: string;
  /** Finger positions, from the left; 0 where a finger is not captured. */
  fgps: readonly number[];
}

/** How the fingers of somebody are captured. */
export interface Capture {
  fap: number;
  capture: CaptureKind;
  /** FGP 1..10, ascending. */
  fingers: readonly number[];
}

/** Two fingers at once. */
const pairs: readonly Press[] = [
  { position: 40, label: 'right index and middle', fgps: [2, 3] },
  { position: 42, label: 'right ring and little', fgps: [4, 5] },
  { position: 43, label: 'left index and middle', fgps: [8, 7] },
  { position: 45, label: 'left ring and little', fgps: [10, 9] },
];

/** Slaps by profile, in order of capture: as many fingers at once as the platen takes, the thumbs last. Smaller platens take fingers one by one. */
const slapsByFap: Record<number, readonly Press[]> = { 45: [...pairs, ...slaps.filter(({ position }) => position === 15)], 50: slaps, 60: slaps };

/** Whether several fingers, or one that is rolled, have room on the platen of a profile. */
export function isWide(fap: number): boolean {
  return fap in slapsByFap;
}

export function isSlap({ fgps }: Press): boolean {
  return fgps.length > 1;
}

/** What is captured, in order; a slap of none of the fingers is not. Fingers are rolled one by one on any platen. */
export function pressesOf({ fap, capture, fingers }: Capture): Press[] {
  const groups = capture === 'plain' ? slapsByFap[fap] : undefined;
  if (!groups) return fingers.map((fgp) => ({ position: fgp, label: finger(fgp).label, fgps: [fgp] }));
  const listed = groups.map((press): Press => ({ ...press, fgps: press.fgps.map((fgp) => (fingers.includes(fgp) ? fgp : 0)) }));
  return listed.filter(({ fgps }) => fgps.some((fgp) => fgp > 0));
}

/** Pixels of its images. */
export function imagePxOf({ fap, capture }: Omit<Capture, 'fingers'>): { widthPx: number; heightPx: number } {
  return capture === 'rolled' ? rolledBox : platens[fap]!;
}
