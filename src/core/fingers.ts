/** Finger positions (FGP, ANSI/NIST-ITL 1-2000 table 6), 1..10, with their names in the protocols. */
export interface Finger {
  fgp: number;
  /** OSIA ABIS biometricSubType. */
  osia: string;
  /** MOSIP SBI bioSubType. */
  sbi: string;
  label: string;
}

export const fingers: readonly Finger[] = [
  { fgp: 1, osia: 'RIGHT_THUMB', sbi: 'Right Thumb', label: 'right thumb' },
  { fgp: 2, osia: 'RIGHT_INDEX', sbi: 'Right IndexFinger', label: 'right index' },
  { fgp: 3, osia: 'RIGHT_MIDDLE', sbi: 'Right MiddleFinger', label: 'right middle' },
  { fgp: 4, osia: 'RIGHT_RING', sbi: 'Right RingFinger', label: 'right ring' },
  { fgp: 5, osia: 'RIGHT_LITTLE', sbi: 'Right LittleFinger', label: 'right little' },
  { fgp: 6, osia: 'LEFT_THUMB', sbi: 'Left Thumb', label: 'left thumb' },
  { fgp: 7, osia: 'LEFT_INDEX', sbi: 'Left IndexFinger', label: 'left index' },
  { fgp: 8, osia: 'LEFT_MIDDLE', sbi: 'Left MiddleFinger', label: 'left middle' },
  { fgp: 9, osia: 'LEFT_RING', sbi: 'Left RingFinger', label: 'left ring' },
  { fgp: 10, osia: 'LEFT_LITTLE', sbi: 'Left LittleFinger', label: 'left little' },
];

/** Fingers pressed at once. */
export interface Slap {
  /** 13, 14 (ANSI/NIST-ITL 1-2000 table 6), 15 (two thumbs, ANSI/NIST-ITL 1-2007). */
  position: number;
  /** OSIA ABIS biometricSubType. */
  osia: string;
  label: string;
  /** Finger positions, from the left. */
  fgps: readonly number[];
}

export const slaps: readonly Slap[] = [
  { position: 13, osia: 'PLAIN_RIGHT_FOUR_FINGERS', label: 'right four fingers', fgps: [2, 3, 4, 5] },
  { position: 14, osia: 'PLAIN_LEFT_FOUR_FINGERS', label: 'left four fingers', fgps: [10, 9, 8, 7] },
  { position: 15, osia: 'PLAIN_THUMBS', label: 'thumbs', fgps: [6, 1] },
];

/** The finger at a position; `fgp` in 1..10. */
export function finger(fgp: number): Finger {
  return fingers[fgp - 1]!;
}
