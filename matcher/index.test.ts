import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePrintWsq } from '../synth/native.ts';
import { decodeWsq, defaultThreshold, extractMinutiae, Matcher, thresholdFor, type Probe } from './index.ts';
import { capture, emptyFolder, makeCorpus, stranger, type Enrolled } from './test-gallery.ts';

const everyone = { maxCandidates: 100, threshold: 0 };
const folder = emptyFolder();
let enrolled: Enrolled[];
let matcher: Matcher;
let probe: Probe & { face: Uint8Array };
let unknown: Probe & { face: Uint8Array };

beforeAll(async () => {
  const corpus = await makeCorpus(folder, { seed: 1, size: 8 });
  enrolled = corpus.enrolled;
  matcher = await Matcher.open({ corpora: [corpus.file], cacheDir: folder, threads: 2 });
  probe = await capture(enrolled[3]!.person);
  unknown = await capture(stranger());
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('identify()', () => {
  test('finds the mate first, with owner and year of the record', async () => {
    const { candidates, stagesMs } = await matcher.identify(probe, { maxCandidates: 5, threshold: defaultThreshold });
    const { reference, ownerCountry, recordYear } = enrolled[3]!;
    expect(candidates).toEqual([{
      personId: reference, rank: 1, score: expect.any(Number), ownerCountry, recordYear,
      scores: [{ kind: 'finger', fgp: 2, score: expect.any(Number) }, { kind: 'finger', fgp: 7, score: expect.any(Number) }, { kind: 'face', fgp: 0, score: expect.any(Number) }],
    }]);
    expect(candidates[0]!.score).toBeGreaterThan(defaultThreshold);
    expect(Object.keys(stagesMs)).toEqual(['queue', 'decode', 'extract', 'filter', 'rerank', 'face', 'decide', 'total']);
    expect(stagesMs.total).toBeGreaterThanOrEqual(stagesMs.decode + stagesMs.extract + stagesMs.face);
  });

  test('lists everyone by score when nothing is asked of them', async () => {
    const { candidates } = await matcher.identify(probe, everyone);
    expect(candidates.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(candidates.map(({ score }) => score)).toEqual(candidates.map(({ score }) => score).sort((a, b) => b - a));
    expect((await matcher.identify(probe, { maxCandidates: 2, threshold: 0 })).candidates).toEqual(candidates.slice(0, 2));
  });

  test('keeps strangers below the threshold', async () => {
    expect((await matcher.identify(unknown, { maxCandidates: 5, threshold: defaultThreshold })).candidates).toEqual([]);
    const { candidates } = await matcher.identify(unknown, everyone);
    expect(candidates[0]!.score).toBeLessThan(50);
  });

  test('ranks by the face alone, but is never sure of it', async () => {
    const { candidates } = await matcher.identify({ fingers: [], face: probe.face }, everyone);
    expect(candidates[0]!.personId).toBe(enrolled[3]!.reference);
    expect(candidates[0]!.scores).toEqual([{ kind: 'face', fgp: 0, score: candidates[0]!.score }]);
    expect(candidates[0]!.score).toBeLessThan(defaultThreshold);
  });

  test('is not moved by the face of somebody else', async () => {
    const { candidates } = await matcher.identify({ ...probe, face: unknown.face }, { maxCandidates: 5, threshold: defaultThreshold });
    expect(candidates.map(({ personId }) => personId)).toEqual([enrolled[3]!.reference]);
    expect((await matcher.identify({ ...unknown, face: probe.face }, { maxCandidates: 5, threshold: defaultThreshold })).candidates).toEqual([]);
  });

  test('answers alike whatever the threads and however many search at once', async () => {
    const one = await Matcher.open({ corpora: [`${folder}/gallery-1.sqlite`], cacheDir: folder, threads: 1 });
    const answers = await Promise.all([one, matcher, matcher, matcher].map((each) => each.identify(probe, everyone)));
    for (const { candidates } of answers) expect(candidates).toEqual(answers[0]!.candidates);
    one.close();
  });

  test('leaves the event loop free', async () => {
    const order: string[] = [];
    const search = matcher.identify(probe, everyone).then(() => order.push('found'));
    await new Promise((resolve) => setImmediate(resolve));
    order.push('turned');
    await search;
    expect(order).toEqual(['turned', 'found']);
  });

  test('names the image that is none', async () => {
    const broken = new Uint8Array([0xff, 0xa0, 1, 2, 3]);
    await expect(matcher.identify({ fingers: [probe.fingers[0]!, { fgp: 7, wsq: broken }], face: null }, everyone)).rejects.toMatchObject({ code: 'PROBE_UNDECODABLE', fields: { index: 1 } });
    await expect(matcher.identify({ ...probe, face: broken }, everyone)).rejects.toMatchObject({ code: 'PROBE_UNDECODABLE', fields: { index: 2 } });
  });

  test('refuses what holds too little or says it twice', async () => {
    // A corner of 64 x 64 px, of which all but 37 x 37 lie too near to the edge for a minutia.
    const { wsq } = await makePrintWsq({ seed: 1, person: 1, finger: 2, impression: 1, preset: 'easy', condition: 'normal', widthPx: 64, heightPx: 64 }, 0.75);
    await expect(matcher.identify({ fingers: [{ fgp: 2, wsq }], face: null }, everyone)).rejects.toMatchObject({ code: 'PROBE_QUALITY', fields: { reason: expect.stringMatching(/^no face, and fewer than 6 minutiae \(finger 2: [0-5]\)$/) } });
    const twice = { fingers: [probe.fingers[0]!, probe.fingers[0]!], face: null };
    await expect(matcher.identify(twice, everyone)).rejects.toMatchObject({ code: 'PROBE_QUALITY', fields: { reason: 'finger position 2 is given twice' } });
    await expect(matcher.identify({ fingers: [{ ...probe.fingers[0]!, fgp: 300 }], face: null }, everyone)).rejects.toMatchObject({ code: 'PROBE_QUALITY' });
  });
});

describe('explain()', () => {
  test('pairs minutiae that are there', async () => {
    const pairings = await matcher.explain(probe, enrolled[3]!.reference);
    expect(pairings.map(({ fgp }) => fgp)).toEqual([2, 7]);
    for (const { pairs, probe: ours, mate, score } of pairings) {
      expect(pairs.length).toBeGreaterThanOrEqual(6);
      for (const [a, b] of pairs) expect([ours[a], mate[b]]).not.toContain(undefined);
      expect(score).toBeGreaterThan(0);
    }
  });

  test('says nothing of an unknown person', async () => {
    expect(await matcher.explain(probe, 'XX/0')).toEqual([]);
  });
});

describe('extractMinutiae() and decodeWsq()', () => {
  test('give minutiae inside the image, best first', async () => {
    const { width, height, minutiae } = await extractMinutiae(probe.fingers[0]!.wsq);
    expect([width, height]).toEqual([400, 500]);
    expect(minutiae.length).toBeGreaterThan(15);
    for (const { x, y, direction, type, quality } of minutiae) {
      expect(x < width && y < height && direction <= 255 && quality <= 100).toBe(true);
      expect(['ending', 'bifurcation']).toContain(type);
    }
    expect(minutiae.map(({ quality }) => quality)).toEqual(minutiae.map(({ quality }) => quality).sort((a, b) => b - a));
    expect(decodeWsq(probe.fingers[0]!.wsq)).toMatchObject({ width, height, pixels: { length: width * height } });
  });

  test('refuse what is no WSQ stream', async () => {
    await expect(extractMinutiae(new Uint8Array(10))).rejects.toMatchObject({ code: 'IMAGE_UNDECODABLE' });
    expect(() => decodeWsq(probe.face)).toThrow(expect.objectContaining({ code: 'IMAGE_UNDECODABLE' }));
  });
});

describe('close()', () => {
  test('leaves a matcher that finds nobody', async () => {
    const other = await Matcher.open({ corpora: [`${folder}/gallery-1.sqlite`], cacheDir: folder, threads: 1 });
    expect([other.size, other.version]).toEqual([8, matcher.version]);
    other.close();
    expect([other.size, (await other.identify(probe, everyone)).candidates]).toEqual([0, []]);
  });
});

test('thresholdFor() asks 10 dB more of every tenfold gallery above 2,000 people', () => {
  expect([10, 2_000, 2_006, 20_000, 200_000, 220_000].map(thresholdFor)).toEqual([75, 75, 75, 85, 95, 95.4]);
});
