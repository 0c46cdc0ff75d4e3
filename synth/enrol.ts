import type { CheckPlan, GalleryPlan, Plan, PlantedMate } from '../src/core/plan.ts';
import { deriveSeed, stream } from '../src/core/random.ts';
import type { CaptureRecord, GalleryRecord } from './corpus.ts';
import { faceImage, fingerImage, type CorpusImage } from './images.ts';
import { makePerson, type Person } from './people.ts';

/** Countries whose records stand in the gallery beside the planted mates. */
const ownerCountries = ['AT', 'BE', 'BG', 'CY', 'DE', 'ES', 'FR', 'GR', 'HR', 'HU', 'IT', 'RO'];
/** Enrolment is impression 0; stations enrol under supervision. */
const enrolImpression = 0;
const enrolPreset = 'easy';
/** Records were taken in this many years up to the last. */
const recordYearsBack = 10;

/** Member `number` of the base gallery: a stranger to every check. */
export async function enrolStranger(gallery: GalleryPlan, number: number, fap: number): Promise<GalleryRecord> {
  const ref = { seed: deriveSeed(gallery.seed, 'gallery'), number };
  const record = recordOf(gallery, number);
  const person = makePerson(ref, gallery.origins, record.recordYear);
  return { number, ...record, person, images: await enrolImages(person, gallery, fap, record.recordYear) };
}

/** Whose record it is, and of which year: drawn by its number alone. */
export function recordOf(gallery: GalleryPlan, number: number): Pick<GalleryRecord, 'reference' | 'ownerCountry' | 'recordYear'> {
  const random = stream(gallery.seed, 'record', number);
  const ownerCountry = random.pick(ownerCountries);
  return { reference: `${ownerCountry}/${10_000_000 + number}`, ownerCountry, recordYear: gallery.recordedUntil - random.int(0, recordYearsBack) };
}

/** A planted mate as the gallery knows it: as in the year of the record. */
export async function enrolMate(plan: Plan, mate: PlantedMate): Promise<GalleryRecord> {
  const person = makePerson(mate.person, plan.origins, mate.recordYear);
  return {
    number: mate.person.number, reference: mate.reference, ownerCountry: mate.ownerCountry, recordYear: mate.recordYear, person,
    images: await enrolImages(person, plan.gallery, plan.capture.fap, mate.recordYear),
  };
}

function enrolImages(person: Person, gallery: GalleryPlan, fap: number, year: number): Promise<CorpusImage[]> {
  return Promise.all([
    ...gallery.fingers.map((fgp) => fingerImage(person, { fgp, impression: enrolImpression, preset: enrolPreset, condition: 'normal', fap })),
    ...(gallery.face ? [faceImage(person, { capture: enrolImpression, preset: 'portrait', year })] : []),
  ]);
}

/** The captures of one check: impressions of their own, never the enrolled ones. */
export async function captureCheck(plan: Plan, check: Pick<CheckPlan, 'tcn' | 'person' | 'impression' | 'condition'>): Promise<CaptureRecord> {
  const { capture } = plan;
  const year = Number(plan.startsOn.slice(0, 4));
  const mate = plan.gallery.mates.find((candidate) => candidate.person.seed === check.person.seed && candidate.person.number === check.person.number);
  const person = makePerson(check.person, plan.origins, mate?.recordYear ?? year);
  const images = await Promise.all([
    ...capture.fingers.map((fgp) => fingerImage(person, { fgp, impression: check.impression, preset: capture.preset, condition: check.condition, fap: capture.fap })),
    ...(capture.face ? [faceImage(person, { capture: check.impression, preset: capture.preset === 'easy' ? 'mild' : capture.preset, year })] : []),
  ]);
  return { tcn: check.tcn, images: images.map((image) => ({ ...image, quality: qualityOf(image) })) };
}

/** A stand-in for NFIQ 2, whose model is not here: more minutiae in the contact area, higher score; a face scores 80. */
function qualityOf(image: CorpusImage): number {
  if (image.kind === 'face') return 80;
  const { minutiae } = JSON.parse(image.truth) as { minutiae: unknown[] };
  return Math.min(95, Math.max(10, 30 + minutiae.length));
}
