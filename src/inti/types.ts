/**
 * What the rehearsal says and hears in INT-I 4.22 (INTERPOL Implementation of ANSI/NIST-ITL 1-2000), apart from its bytes.
 * A search is NPS (prints, or prints and face) or NPP (face only), or their criminal twins CPS and CPP; an answer is SRE or ERR.
 */
export type SearchTot = 'NPS' | 'NPP' | 'CPS' | 'CPP';

export interface FingerImage {
  /** Finger position, ANSI/NIST-ITL 1-2000 table 6: 1..10 single fingers (what the devices send), 0 unknown, 11..14 plain thumbs and slaps. */
  fgp: number;
  /** IMP code: 0 live plain, 1 live rolled, ... 9 unknown. */
  impressionType: number;
  /** Pixels at 500 ppi. */
  width: number;
  height: number;
  /** WSQ stream. */
  wsq: Uint8Array;
}

export interface FaceImage {
  width: number;
  height: number;
  /** JPEG file. */
  jpeg: Uint8Array;
}

export interface Search {
  tot: SearchTot;
  tcn: string;
  /** Originating agency, `CC/name`. */
  ori: string;
  /** Destination agency, `CC/name`. */
  dai: string;
  /** 1..9, 1 highest. */
  priority: number;
  /** Milliseconds since the Unix epoch; gives DAT, GMT, TCD and PHD. */
  atMs: number;
  fingers: FingerImage[];
  face: FaceImage | null;
}

export interface Candidate {
  /** `CC/number`, CC the owner country. */
  reference: string;
  rank: number;
  /** 0..999,999. */
  score: number;
}

/** One finding of the validator, in the words of field 2.074 ERM. `idc` -1 means Type-1. */
export interface Finding {
  code: number;
  idc: number;
  field: string;
  text: string;
}

export interface ResultAnswer {
  kind: 'SRE';
  tcn: string;
  /** The TCN answered. */
  tcr: string;
  ori: string;
  dai: string;
  atMs: number;
  /** TOT of the search. */
  searched: SearchTot;
  hit: boolean;
  /** Best first; empty without a hit. */
  candidates: Candidate[];
}

export interface ErrorAnswer {
  kind: 'ERR';
  tcn: string;
  tcr: string;
  ori: string;
  dai: string;
  atMs: number;
  findings: Finding[];
}

export type Answer = ResultAnswer | ErrorAnswer;
