import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { EvidenceCase, EvidencePicture, FingerEvidence } from '../../src/store/evidence.ts';
import type { RunRecord } from '../../src/store/run.ts';
import { RunWriter } from '../../src/store/writer.ts';
import { makeFace, makePrint, type Print } from '../../synth/native.ts';

/** Writes a run as a rehearsal would have: its store, with what the record holds. */
export function writeRun(runDir: string, run: RunRecord): void {
  mkdirSync(runDir, { recursive: true });
  const { checks, stages, events, samples, journal, ...facts } = run;
  const writer = RunWriter.create(join(runDir, 'run.sqlite'), facts);
  writer.checks(checks, stages);
  writer.events(events);
  writer.samples(samples);
  if (journal) writer.journal(journal);
  writer.close();
}

/** Draws prints and faces of every mate that was hit into the run's evidence folder. */
export async function drawEvidence(runDir: string, run: RunRecord): Promise<void> {
  for (const check of run.checks.filter(({ outcome, expected }) => outcome === 'hit' && expected === 'hit')) {
    const folder = join(runDir, 'evidence', check.tcn);
    mkdirSync(folder, { recursive: true });
    const person = Number(check.person.split('/')[1]);
    const fingers = await Promise.all(run.plan.capture.fingers.map((fgp) => drawFinger(folder, person, fgp)));
    const mate = run.plan.gallery.mates.find((candidate) => candidate.reference === check.detail)!;
    await drawFace(join(folder, 'probe-face.jpg'), person, 1);
    await drawFace(join(folder, 'mate-face.jpg'), person, 0);
    const evidence: EvidenceCase = { tcn: check.tcn, kind: 'hit', reference: mate.reference, ownerCountry: mate.ownerCountry, recordYear: mate.recordYear, fingers, face: { probe: 'probe-face.jpg', mate: 'mate-face.jpg' } };
    writeFileSync(join(folder, 'case.json'), JSON.stringify(evidence));
  }
}

async function drawFinger(folder: string, person: number, fgp: number): Promise<FingerEvidence> {
  const print = (impression: number): Promise<Print> => makePrint({ seed: 1, person, finger: fgp, impression, preset: impression === 0 ? 'easy' : 'field', widthPx: 400, heightPx: 500, condition: 'normal' });
  const [probe, mate] = await Promise.all([print(1), print(0)]);
  return { fgp, score: 41, probe: await savePrint(folder, `probe-${fgp}.png`, probe), mate: await savePrint(folder, `mate-${fgp}.png`, mate), pairs: nearestPairs(probe, mate) };
}

async function savePrint(folder: string, file: string, { width, height, pixels, minutiae }: Print): Promise<EvidencePicture> {
  await sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w').png().toFile(join(folder, file));
  return { file, width, height, minutiae };
}

/** Minutiae of one kind and direction that lie close once the prints' middles are laid on each other: enough to look at. */
function nearestPairs(probe: Print, mate: Print): [number, number][] {
  const middle = (print: Print, axis: 'x' | 'y'): number => print.minutiae.reduce((sum, minutia) => sum + minutia[axis], 0) / print.minutiae.length;
  const [dx, dy] = [middle(mate, 'x') - middle(probe, 'x'), middle(mate, 'y') - middle(probe, 'y')];
  const taken = new Set<number>();
  return probe.minutiae.flatMap((own, p): [number, number][] => {
    const m = mate.minutiae.findIndex((other, k) => !taken.has(k) && Math.hypot(own.x + dx - other.x, own.y + dy - other.y) < 26 && Math.abs(((own.direction - other.direction + 384) % 256) - 128) < 24);
    if (m < 0) return [];
    taken.add(m);
    return [[p, m]];
  });
}

async function drawFace(file: string, person: number, capture: number): Promise<void> {
  const { width, height, rgb } = await makeFace({ seed: 1, person, capture, preset: capture === 0 ? 'portrait' : 'field', sex: 'male', ageYears: 34, tone: 0.4, widthPx: 240, heightPx: 300 });
  await sharp(rgb, { raw: { width, height, channels: 3 } }).jpeg({ quality: 80 }).toFile(file);
}
