import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { FaceModel, loadRuntime } from './face-model.ts';
import { Matcher } from './index.ts';
import { native } from './native.ts';
import { capture, emptyFolder, makeCorpus, stranger } from './test-gallery.ts';
import { brightnessModel, onnxModel, type Node } from './testing/onnx.ts';

/** The runtime is the user's to install: without it only its absence can be tested. */
const isThere = await loadRuntime().then(() => true, () => false);
const folder = emptyFolder();
const image = { name: 'input', shape: [1, 3, 112, 112] };
const everyone = { maxCandidates: 200, threshold: 0 };

afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(model: Uint8Array, name = 'face.onnx'): string {
  const file = join(folder, name);
  writeFileSync(file, model);
  return file;
}

function ending(op: string, ...inputs: string[]): Node[] {
  return [{ op, inputs, output: 'output' }];
}

test('loadRuntime() says which package is missing, and how it is had', async () => {
  await expect(loadRuntime('onnxruntime-of-nobody')).rejects.toMatchObject({
    code: 'FACE_MODEL_RUNTIME_MISSING', message: expect.stringContaining('onnxruntime-of-nobody'), hint: expect.stringContaining('npm install --no-save onnxruntime-node'),
  });
});

test('FaceModel.open() names the file that it cannot read', async () => {
  const file = join(folder, 'nowhere.onnx');
  await expect(FaceModel.open(file)).rejects.toMatchObject({ code: 'FACE_MODEL_UNREADABLE', fields: { file } });
});

test.skipIf(isThere)('FaceModel.open() needs the runtime', async () => {
  await expect(FaceModel.open(fileOf(brightnessModel()))).rejects.toMatchObject({ code: 'FACE_MODEL_RUNTIME_MISSING' });
});

describe.runIf(isThere)('with onnxruntime-node', () => {
  test.each([
    ['what is no model', Buffer.from('a picture'), /^the runtime does not load it: /],
    ['a model cut short', brightnessModel().subarray(0, 200), /^the runtime does not load it: /],
    ['several inputs', onnxModel(ending('Add', 'input', 'mask'), [image, { ...image, name: 'mask' }], [{ ...image, name: 'output' }]), 'it has 2 inputs and 1 outputs, expected one each'],
    ['numbers of another type', onnxModel(ending('Flatten', 'input'), [{ ...image, type: 'float64' }], [{ name: 'output', shape: ['a', 'b'], type: 'float64' }]), '"input" is float64, expected float32'],
    ['a batch of its own', onnxModel(ending('Flatten', 'input'), [{ name: 'input', shape: [2, 3, 112, 112] }], [{ name: 'output', shape: ['a', 'b'] }]), '"input" has the shape [2, 3, 112, 112], expected [1, C, H, W], C, H and W as numbers'],
    ['a side left open', brightnessModel(undefined, { name: 'input', shape: ['n', 3, 'height', 112] }), '"input" has the shape [n, 3, height, 112], expected [1, C, H, W], C, H and W as numbers'],
    ['channels last', onnxModel(ending('Flatten', 'input'), [{ name: 'input', shape: [1, 112, 112, 3] }], [{ name: 'output', shape: ['a', 'b'] }]), 'it takes 112 x 112 x 3; 1 or 3 channels, sides 32 to 512 px'],
    ['too many values', onnxModel(ending('Flatten', 'input'), [image], [{ name: 'output', shape: ['a', 'b'] }]), 'it gives 37632 values; 64 to 512 are taken'],
    ['no numbers', brightnessModel(ending('Log', 'pooled')), 'its value 0 is NaN'],
    ['no direction', brightnessModel(ending('Sub', 'pooled', 'pooled')), 'all its values are 0'],
  ])('FaceModel.open() refuses %s', async (_, model, reason) => {
    const file = fileOf(model, 'unfit.onnx');
    await expect(FaceModel.open(file)).rejects.toMatchObject({ code: 'FACE_MODEL_UNFIT', fields: { file, reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) } });
  });

  test('vector() is that of the face, whatever lies round it; none where there is no face', async () => {
    const model = await FaceModel.open(fileOf(brightnessModel()));
    const { face } = await capture(stranger());
    const vector = (await model.vector(face))!;
    expect(vector).toHaveLength(512);
    const wider = await sharp(face).extend({ left: 12, right: 12, background: '#888' }).jpeg({ quality: 95 }).toBuffer();
    expect(cosine(vector, (await model.vector(wider))!)).toBeGreaterThan(0.95);
    expect(await model.vector(await sharp({ create: { width: 240, height: 300, channels: 3, background: '#888' } }).jpeg().toBuffer())).toBeNull();
    await expect(model.vector(Buffer.from('no picture'))).rejects.toThrow(/^UNDECODABLE: /);
  });

  test('a matcher finds mates by the model, names what is no image, and keeps galleries of models apart', async () => {
    const faceModel = await FaceModel.open(fileOf(brightnessModel()));
    const corpus = await makeCorpus(folder, { seed: 5, size: 4 });
    const crowd = await crowdFile(faceModel, 200);
    const store = join(folder, 'live');
    const matcher = await Matcher.open({ corpora: [corpus.file], galleries: [crowd], cacheDir: folder, store, threads: 2, faceModel });
    expect([matcher.size, matcher.version]).toEqual([204, `${native.version()}-onnx-${faceModel.digest}`]);
    const probe = { ...await capture(corpus.enrolled[2]!.person), face: portraitOf(corpus.file, corpus.enrolled[2]!.reference) };
    const { candidates, stagesMs } = await matcher.identify({ fingers: [], face: probe.face }, everyone);
    expect(candidates[0]).toMatchObject({ personId: corpus.enrolled[2]!.reference, scores: [{ kind: 'face' }] });
    expect(candidates[0]!.score).toBeGreaterThan(20);
    expect(stagesMs.total).toBeGreaterThanOrEqual(stagesMs.face);
    await expect(matcher.identify({ ...probe, face: new Uint8Array(9) }, everyone)).rejects.toMatchObject({ code: 'PROBE_UNDECODABLE', fields: { index: 2 } });
    await expect(matcher.enrol({ personId: 'SI/1', record: { ownerCountry: 'SI', recordYear: 2020 }, ...probe, face: new Uint8Array(9) })).rejects.toMatchObject({ code: 'IMAGE_UNDECODABLE', fields: { reason: expect.stringContaining('SI/1, finger 0: ') } });
    const other = { ...probe, face: (await capture(stranger())).face };
    await matcher.enrol({ personId: 'SI/1', record: { ownerCountry: 'SI', recordYear: 2020 }, ...other });
    expect((await matcher.identify({ fingers: [], face: other.face }, everyone)).candidates[0]).toMatchObject({ personId: 'SI/1' });
    matcher.close();

    await expect(Matcher.open({ corpora: [], galleries: [crowd], cacheDir: folder, threads: 1 })).rejects.toMatchObject({ code: 'GALLERY_UNUSABLE', fields: { reason: expect.stringContaining(`made by version ${native.version(faceModel.digest)}`) } });
    await expect(Matcher.open({ corpora: [], cacheDir: folder, store, threads: 1 })).rejects.toMatchObject({ code: 'GALLERY_UNUSABLE' });
    const builtIn = await Matcher.open({ corpora: [corpus.file], cacheDir: folder, threads: 1 });
    expect([builtIn.size, builtIn.version]).toEqual([4, native.version()]);
    builtIn.close();
  });

  test('a face counts nothing where there are too few to know how alike strangers are', async () => {
    const faceModel = await FaceModel.open(fileOf(brightnessModel()));
    const corpus = await makeCorpus(folder, { seed: 6, size: 2 });
    const matcher = await Matcher.open({ corpora: [corpus.file], cacheDir: folder, threads: 1, faceModel });
    const { face } = await capture(corpus.enrolled[0]!.person);
    const { candidates } = await matcher.identify({ fingers: [], face }, everyone);
    expect(candidates.map(({ score }) => score)).toEqual([0, 0]);
    matcher.close();
  });
});

/** The very portrait that was enrolled: brightness alone tells no more than pictures apart. */
function portraitOf(corpus: string, reference: string): Uint8Array {
  const db = new DatabaseSync(corpus, { readOnly: true });
  const { bytes } = db.prepare("SELECT image.bytes FROM image JOIN person ON person.number = image.person WHERE person.reference = ? AND image.kind = 'face'").get(reference) as { bytes: Uint8Array };
  db.close();
  return bytes;
}

/** A gallery file of people without prints whose faces have nothing in common. */
async function crowdFile(faceModel: FaceModel, people: number): Promise<{ file: string; digest: string }> {
  const crowd = { file: join(folder, 'crowd.gallery'), digest: 'crowd' };
  const writer = new native.NativeGalleryWriter(1, faceModel.digest);
  await writer.create(crowd.file, crowd.digest);
  const face = (number: number): Uint8Array => createHash('shake256', { outputLength: 512 }).update(String(number)).digest();
  await writer.addTemplates(Array.from({ length: people }, (_, number) => ({
    reference: `XX/${number}`, record: JSON.stringify({ ownerCountry: 'XX', recordYear: 2015 }), fingers: [], templates: new Uint8Array(), face: face(number),
  })));
  await writer.finish();
  return crowd;
}

function cosine(a: Uint8Array, b: Uint8Array): number {
  const [x, y] = [new Int8Array(a), new Int8Array(b)];
  const dot = (p: Int8Array, q: Int8Array): number => p.reduce((sum, v, k) => sum + v * q[k]!, 0);
  return dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y));
}
