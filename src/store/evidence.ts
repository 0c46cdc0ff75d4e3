/**
 * What is kept of a hit or a wrong answer, for people to look at: `runs/<id>/evidence/<tcn>/case.json` with the pictures it names beside
 * it. Finger pictures are PNG (8-bit grey, 500 ppi), faces JPEG.
 */
export interface EvidenceCase {
  tcn: string;
  kind: 'hit' | 'missed-mate' | 'false-hit';
  /** Record hit, or the one that should have been. */
  reference: string;
  ownerCountry: string;
  recordYear: number;
  fingers: FingerEvidence[];
  /** null where no face was captured. */
  face: { probe: string; mate: string } | null;
}

export interface FingerEvidence {
  fgp: number;
  /** Score of this finger alone. */
  score: number;
  probe: EvidencePicture;
  mate: EvidencePicture;
  /** Indices into the minutiae of probe and mate. */
  pairs: [number, number][];
}

export interface EvidencePicture {
  file: string;
  width: number;
  height: number;
  /** px, y down; direction 256 a turn, anticlockwise from +x (ISO/IEC 19794-2). */
  minutiae: { x: number; y: number; direction: number; type: 'ending' | 'bifurcation' }[];
}
