import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { decodeWsq, Matcher, type Minutia, type Pairing } from '../../matcher/index.ts';
import { readRun } from '../store/reader.ts';
import type { EvidenceCase, EvidencePicture, FingerEvidence } from '../store/evidence.ts';
import type { StoredCheck } from '../store/run.ts';
import type { ActiveRun } from './active-run.ts';
import { templatesFolder } from './folder.ts';
import type { Prepared } from './prepare.ts';

/** More cases than this are for the store, not for the eye. */
const casesMax = 40;

interface ImageRow {
  kind: 'finger' | 'face';
  fgp: number;
  bytes: Uint8Array;
}

/** Keeps pictures, minutiae and pairing of every hit and every wrong answer, under `evidence/<tcn>/`. */
export async function saveEvidence(run: ActiveRun, prepared: Prepared): Promise<void> {
  const cases = readRun(run.storeFile).checks.flatMap((check) => caseOf(check)).slice(0, casesMax);
  if (cases.length === 0) return;
  const captures = new DatabaseSync(prepared.capturesFile, { readOnly: true });
  const galleries = prepared.galleryFiles.map((file) => new DatabaseSync(file, { readOnly: true }));
  const matcher = await Matcher.open({ corpora: prepared.galleryFiles, cacheDir: templatesFolder(), threads: 1, faceModel: run.faceModel ?? undefined });
  let done = 0;
  for (const { check, kind, reference } of cases) {
    run.observer.step('evidence', done, cases.length);
    const probe = captures.prepare('SELECT kind, fgp, bytes FROM capture WHERE tcn = ? ORDER BY fgp').all(check.tcn) as unknown as ImageRow[];
    const mate = galleries.map((gallery) => recordOf(gallery, reference)).find((record) => record !== null);
    if (mate) await saveCase(join(run.runDir, 'evidence', check.tcn), { tcn: check.tcn, kind, reference }, probe, mate, matcher);
    done += 1;
  }
  run.observer.step('evidence', done, cases.length);
  matcher.close();
  for (const database of [captures, ...galleries]) database.close();
}

interface Case {
  check: StoredCheck;
  kind: EvidenceCase['kind'];
  /** The record to show beside the probe. */
  reference: string;
}

function caseOf(check: StoredCheck): Case[] {
  if (check.outcome === 'hit' && check.detail) return [{ check, kind: check.expected === 'hit' ? 'hit' : 'false-hit', reference: check.detail }];
  if (check.expected === 'hit' && check.capturedMs !== null) return [{ check, kind: 'missed-mate', reference: check.expectedReference! }];
  return [];
}

interface GalleryRow {
  ownerCountry: string;
  recordYear: number;
  images: ImageRow[];
}

function recordOf(gallery: DatabaseSync, reference: string): GalleryRow | null {
  const person = gallery.prepare('SELECT number, ownerCountry, recordYear FROM person WHERE reference = ?').get(reference) as { number: number; ownerCountry: string; recordYear: number } | undefined;
  if (!person) return null;
  return { ...person, images: gallery.prepare('SELECT kind, fgp, bytes FROM image WHERE person = ?').all(person.number) as unknown as ImageRow[] };
}

async function saveCase(folder: string, head: Pick<EvidenceCase, 'tcn' | 'kind' | 'reference'>, probe: readonly ImageRow[], mate: GalleryRow, matcher: Matcher): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const fingers = probe.filter((image) => image.kind === 'finger');
  const pairings = await matcher.explain({ fingers: fingers.map(({ fgp, bytes }) => ({ fgp, wsq: bytes })), face: null }, head.reference);
  const pictures: FingerEvidence[] = [];
  for (const pairing of pairings) {
    const [own, other] = [fingers, mate.images].map((images) => images.find((image) => image.kind === 'finger' && image.fgp === pairing.fgp));
    if (own && other) pictures.push(await fingerEvidence(folder, pairing, own, other));
  }
  const faces = [probe, mate.images].map((images) => images.find((image) => image.kind === 'face'));
  if (faces[0] && faces[1]) {
    writeFileSync(join(folder, 'probe-face.jpg'), faces[0].bytes);
    writeFileSync(join(folder, 'mate-face.jpg'), faces[1].bytes);
  }
  const evidence: EvidenceCase = {
    ...head, ownerCountry: mate.ownerCountry, recordYear: mate.recordYear, fingers: pictures, face: faces[0] && faces[1] ? { probe: 'probe-face.jpg', mate: 'mate-face.jpg' } : null,
  };
  writeFileSync(join(folder, 'case.json'), JSON.stringify(evidence));
}

async function fingerEvidence(folder: string, pairing: Pairing, probe: ImageRow, mate: ImageRow): Promise<FingerEvidence> {
  return {
    fgp: pairing.fgp,
    score: pairing.score,
    probe: await savePrint(folder, `probe-${pairing.fgp}.png`, probe.bytes, pairing.probe),
    mate: await savePrint(folder, `mate-${pairing.fgp}.png`, mate.bytes, pairing.mate),
    pairs: pairing.pairs,
  };
}

async function savePrint(folder: string, file: string, wsq: Uint8Array, minutiae: readonly Minutia[]): Promise<EvidencePicture> {
  const { width, height, pixels } = decodeWsq(wsq);
  await sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w').png().toFile(join(folder, file));
  return { file, width, height, minutiae: minutiae.map(({ x, y, direction, type }) => ({ x, y, direction, type })) };
}
