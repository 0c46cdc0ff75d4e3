import { describe, expect, test } from 'vitest';
import type { Plan } from '../src/core/plan.ts';
import { compile } from '../src/operation/compile.ts';
import { loadOperation } from '../src/operation/load.ts';
import { captureCheck, enrolMate, enrolStranger } from './enrol.ts';

const plan: Plan = compile(loadOperation('slovenia-2021'));
const mate = plan.gallery.mates[0]!;
const checkOfMate = plan.checks.find((check) => check.expected.outcome === 'hit' && check.expected.reference === mate.reference)!;

describe('captureCheck()', () => {
  test('gives a planted mate other images than the enrolled ones, of the same fingers and a face', async () => {
    const [enrolled, captured] = await Promise.all([enrolMate(plan, mate), captureCheck(plan, checkOfMate)]);
    const key = (image: { kind: string; fgp: number }): string => `${image.kind}-${image.fgp}`;
    expect(captured.images.map(key)).toEqual(['finger-2', 'finger-7', 'face-0']);
    expect(enrolled.images.map(key)).toEqual(captured.images.map(key));
    captured.images.forEach((image, k) => expect(Buffer.compare(image.bytes, enrolled.images[k]!.bytes)).not.toBe(0));
    expect(enrolled.recordYear).toBe(mate.recordYear);
  });

  test('gives the same bytes for the same check, and others for another impression', async () => {
    const [one, again, other] = await Promise.all([checkOfMate, checkOfMate, { ...checkOfMate, impression: 2 }].map((check) => captureCheck(plan, check)));
    expect(again).toEqual(one);
    expect(Buffer.compare(one!.images[0]!.bytes, other!.images[0]!.bytes)).not.toBe(0);
  });

  test('gives every image a score of the scanner in 1..100', async () => {
    const { images } = await captureCheck(plan, plan.checks[0]!);
    for (const { quality } of images) expect(quality > 0 && quality <= 100).toBe(true);
  });
});

describe('enrolStranger()', () => {
  test('is the same person whatever the operation, under a reference of its own', async () => {
    const stranger = await enrolStranger(plan.gallery, 5, plan.capture.fap);
    const elsewhere = await enrolStranger(compile(loadOperation('western-balkans-2019')).gallery, 5, plan.capture.fap);
    expect(stranger).toEqual(elsewhere);
    expect(stranger.reference).toMatch(/^[A-Z]{2}\/10000005$/);
    expect(stranger.recordYear).toBeLessThanOrEqual(plan.gallery.recordedUntil);
  });
});
