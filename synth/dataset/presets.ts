import type { FaceRequest, Preset } from '../native.ts';

/** What a preset of a data set means for faces and in records; a new preset of prints is one row here. */
interface PresetRow {
  /** For readers. */
  shows: string;
  face: FaceRequest['preset'];
  /** IMP of ANSI/NIST-ITL 1-2000 table 5, the same in ISO/IEC 19794-2:2005 7.4.1.3: 0 live plain, 7 latent. */
  impressionType: number;
}

export const presets: Record<Preset, PresetRow> = {
  easy: { shows: 'enrolment under supervision', face: 'portrait', impressionType: 0 },
  field: { shows: 'a handheld at work', face: 'field', impressionType: 0 },
  hard: { shows: 'small or shifted contacts on a scratched plate', face: 'hard', impressionType: 0 },
  latent: { shows: 'a trace left on an object', face: 'hard', impressionType: 7 },
};

export const presetNames = Object.keys(presets) as Preset[];
