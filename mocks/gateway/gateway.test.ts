import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants, type ClientHttp2Stream } from 'node:http2';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { connect as tlsConnect, type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { readAnswer } from '../../src/inti/answer.ts';
import { wsqOf } from '../../src/inti/testing/images.ts';
import type { Answer } from '../../src/inti/types.ts';
import type { Service } from '../../src/service/serve.ts';
import { noticeSchema } from '../ncb/inbox.ts';
import { candidateOf, fileOf, get, makeTestStack, ori, post, searchOf, secret, send, until, type Response, type Say, type TestStack } from './test-stack.ts';

let stack: TestStack;
let gateway: Service;
let journal: string;
let tests = 0;

beforeAll(async () => {
  stack = await makeTestStack();
});
afterAll(() => stack.close());

beforeEach(async () => {
  journal = `journal-${tests += 1}.sqlite`;
  stack.matcher.calls.length = stack.inbox.calls.length = stack.log.length = 0;
  stack.matcher.say = () => ({ status: 200, json: [] });
  stack.inbox.say = () => ({ status: 204 });
  gateway = await stack.build(journal);
});
afterEach(() => gateway.close());

async function rebuild(overrides: Record<string, unknown>): Promise<void> {
  await gateway.close();
  gateway = await stack.build(journal, overrides);
}

/** The answer of a 200. */
function answerOf(response: Response): Answer {
  expect(response.status).toBe(200);
  return readAnswer(response.body);
}

async function journalLines(): Promise<Record<string, unknown>[]> {
  const { body } = await get(stack.connect(gateway.url, stack.trust.operator), '/v1/journal');
  return body.toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

async function health(): Promise<{ status: string; pending: number; atMatcher: number; matchersMissing: string[]; noticesOwed: number }> {
  const { body } = await get(stack.connect(gateway.url, stack.trust.operator), '/health');
  return JSON.parse(body.toString('utf8'));
}

const hits: Say = {
  status: 200,
  json: [candidateOf('RS/00001234', 3500.4), candidateOf('ME/00000007', 1000), candidateOf('AL/00000001', 999.9)],
  headers: { 'server-timing': 'queue;dur=1.5, decode;dur=2, extract;dur=3, filter;dur=4, rerank;dur=5, face;dur=6, decide;dur=0.2, total;dur=20' },
};

test('POST answers a search over the threshold with SRE I and its hits, best first', async () => {
  stack.matcher.say = () => hits;
  const answer = answerOf(await post(stack.connect(gateway.url), fileOf(42)));
  expect(answer).toMatchObject({
    kind: 'SRE', tcr: searchOf(42).tcn, tcn: '2600000001G', ori: 'ZZ/GATEWAY', dai: ori, searched: 'NPS', hit: true,
    candidates: [{ reference: 'RS/00001234', rank: 1, score: 3500 }, { reference: 'ME/00000007', rank: 2, score: 1000 }],
  });
});

test('POST answers a search without a candidate over the threshold with SRE N, and tells nobody', async () => {
  stack.matcher.say = () => ({ status: 200, json: [candidateOf('AL/00000001', 999.9)] });
  expect(answerOf(await post(stack.connect(gateway.url), fileOf(42)))).toMatchObject({ kind: 'SRE', hit: false, candidates: [] });
  expect(stack.inbox.calls).toEqual([]);
});

test('a 200 carries the durations of every stage', async () => {
  stack.matcher.say = () => hits;
  const { headers } = await post(stack.connect(gateway.url), fileOf(42));
  const names = String(headers['server-timing']).split(', ').map((entry) => entry.replace(/;dur=\d+(\.\d+)?$/, ''));
  expect(names).toEqual([
    'validate', 'journal', 'admission', 'identify', 'match-queue', 'match-decode', 'match-extract', 'match-filter', 'match-rerank', 'match-face',
    'match-decide', 'decide', 'total',
  ]);
  expect(headers['server-timing']).toContain('match-queue;dur=1.5, match-decode;dur=2,');
});

test('the matcher gets one OSIA identify call with images, options, deadline and a token for it', async () => {
  await post(stack.connect(gateway.url), fileOf(42));
  const [call] = stack.matcher.calls;
  expect(stack.matcher.calls).toHaveLength(1);
  expect(call!.path).toBe('/v1/identify/ALL');
  expect(Object.fromEntries(call!.query)).toEqual({ transactionId: `${ori}.${searchOf(42).tcn}`, priority: '6', maxNbCand: '10', threshold: '1000' });
  expect(Number(call!.headers['x-deadline-ms'])).toSatisfy((ms: number) => ms > 0 && ms <= 20_000);
  const token = await jwtVerify(call!.headers.authorization!.replace('Bearer ', ''), new TextEncoder().encode(secret));
  expect(token.payload['scope']).toBe('abis.identify');
  const { fingers, face } = searchOf(42);
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const finger = { biometricType: 'FINGER', image: base64(fingers[0]!.wsq), impressionType: 'LIVE_SCAN_PLAIN', width: 400, height: 500, bitdepth: 8, resolution: 500, compression: 'WSQ' };
  expect(call!.body).toEqual({
    filter: {},
    biometricData: [
      { ...finger, biometricSubType: 'RIGHT_INDEX' },
      { ...finger, biometricSubType: 'LEFT_INDEX' },
      { biometricType: 'FACE', biometricSubType: 'PORTRAIT', image: base64(face!.jpeg), width: 480, height: 640, compression: 'JPEG' },
    ],
  });
});

test('the matcher hears every finger position and impression by its OSIA name', async () => {
  const session = stack.connect(gateway.url);
  const wsq = wsqOf(400, 500);
  const heard = async (serial: number, prints: [number, number][]): Promise<unknown[]> => {
    expect((await post(session, fileOf(serial, { fingers: prints.map(([fgp, impressionType]) => ({ fgp, impressionType, width: 400, height: 500, wsq })), face: null }))).status).toBe(200);
    return stack.matcher.calls.at(-1)!.body.biometricData.map((item: Record<string, unknown>) => [item['biometricSubType'], item['instance'], item['impressionType']]);
  };
  expect(await heard(1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((fgp) => [fgp, fgp - 1]))).toEqual([
    ['RIGHT_THUMB', undefined, 'LIVE_SCAN_PLAIN'], ['RIGHT_INDEX', undefined, 'LIVE_SCAN_ROLLED'], ['RIGHT_MIDDLE', undefined, 'NONLIVE_SCAN_PLAIN'],
    ['RIGHT_RING', undefined, 'NONLIVE_SCAN_ROLLED'], ['RIGHT_LITTLE', undefined, 'LATENT_IMPRESSION'], ['LEFT_THUMB', undefined, 'LATENT_TRACING'],
    ['LEFT_INDEX', undefined, 'LATENT_PHOTO'], ['LEFT_MIDDLE', undefined, 'LATENT_LIFT'], ['LEFT_RING', undefined, 'LIVE_SCAN_SWIPE'], ['LEFT_LITTLE', undefined, 'UNKNOWN'],
  ]);
  expect(await heard(2, [[0, 0], [11, 0], [12, 0], [13, 0], [14, 0]])).toEqual([
    ['UNKNOWN', undefined, 'LIVE_SCAN_PLAIN'], ['RIGHT_THUMB', 'plain', 'LIVE_SCAN_PLAIN'], ['LEFT_THUMB', 'plain', 'LIVE_SCAN_PLAIN'],
    ['PLAIN_RIGHT_FOUR_FINGERS', undefined, 'LIVE_SCAN_PLAIN'], ['PLAIN_LEFT_FOUR_FINGERS', undefined, 'LIVE_SCAN_PLAIN'],
  ]);
});

test('a 202 stands in the journal before the client hears of it', async () => {
  stack.matcher.say = () => null;
  await post(stack.connect(gateway.url), fileOf(42), { prefer: 'wait=0' });
  const beside = new DatabaseSync(join(stack.dir, journal), { readOnly: true });
  const rows = beside.prepare('SELECT ori, tcn, file, answer FROM request').all();
  beside.close();
  expect(rows.map((row) => ({ ...row, file: Buffer.from(row['file'] as Uint8Array) }))).toEqual([{ ori, tcn: searchOf(42).tcn, file: Buffer.from(fileOf(42)), answer: null }]);
});

test('a journal that cannot be written gets 503 with Retry-After and nothing taken; the same file is taken later', async () => {
  const beside = new DatabaseSync(join(stack.dir, journal));
  beside.exec('BEGIN IMMEDIATE');
  const session = stack.connect(gateway.url);
  const refused = await post(session, fileOf(42));
  expect([refused.status, refused.headers['retry-after'], refused.headers['content-type']]).toEqual([503, '5', 'application/problem+json']);
  expect((await get(session, `/v1/transactions/${searchOf(42).tcn}`)).status).toBe(404);
  beside.exec('ROLLBACK');
  beside.close();
  expect(answerOf(await post(session, fileOf(42)))).toMatchObject({ hit: false });
});

test('a criminal search is refused with ERR 003', async () => {
  expect(answerOf(await post(stack.connect(gateway.url), fileOf(42, { tot: 'CPS' })))).toMatchObject({ kind: 'ERR', findings: [{ code: 3, idc: -1, field: '1.004' }] });
});

test('wait=0 gets 202 with a Location that gives 204 until the answer is there, and nothing to another site', async () => {
  const release = Promise.withResolvers<Say>();
  stack.matcher.say = () => release.promise;
  const session = stack.connect(gateway.url);
  const accepted = await post(session, fileOf(42), { prefer: 'wait=0' });
  const location = `/v1/transactions/${searchOf(42).tcn}`;
  expect([accepted.status, accepted.headers.location, accepted.body.length]).toEqual([202, location, 0]);
  expect((await get(session, location)).status).toBe(204);

  const other = stack.connect(gateway.url, await stack.trust.site('ME/SITE09', 'ME', 'ME-X'));
  expect((await get(other, location)).status).toBe(404);
  expect((await get(session, '/v1/transactions/2600000099X')).status).toBe(404);
  expect((await get(stack.connect(gateway.url, stack.trust.operator), location)).status).toBe(403);

  const waiting = get(session, location, { prefer: 'wait=10' });
  release.resolve(hits);
  const answered = await waiting;
  expect(answerOf(answered)).toMatchObject({ hit: true });
  expect((await get(session, location)).body).toEqual(answered.body);
});

test('a repeat gets the same bytes, before and after a restart, and the matcher is asked once', async () => {
  stack.matcher.say = () => hits;
  const session = stack.connect(gateway.url);
  const replies = await Promise.all(Array.from({ length: 100 }, () => post(session, fileOf(42))));
  await rebuild({});
  replies.push(await post(stack.connect(gateway.url), fileOf(42)));
  expect(new Set(replies.map(({ status, body }) => `${status} ${body.toString('latin1')}`)).size).toBe(1);
  expect(answerOf(replies[0]!)).toMatchObject({ hit: true });
  expect(stack.matcher.calls).toHaveLength(1);
});

test('other bytes under a known (ORI, TCN) get 409, pending or answered; the first file keeps its answer', async () => {
  const release = Promise.withResolvers<Say>();
  stack.matcher.say = () => release.promise;
  const session = stack.connect(gateway.url);
  const first = post(session, fileOf(42));
  await until(() => stack.matcher.calls.length === 1);
  const pending = await post(session, fileOf(42, { priority: 1 }));
  expect([pending.status, pending.headers['content-type']]).toEqual([409, 'application/problem+json']);
  release.resolve(hits);
  expect(answerOf(await first)).toMatchObject({ hit: true });
  expect((await post(session, fileOf(42, { priority: 1 }))).status).toBe(409);
  expect(answerOf(await post(session, fileOf(42)))).toMatchObject({ hit: true });
});

test('the same TCN of two originators is two checks', async () => {
  const other = stack.connect(gateway.url, await stack.trust.site('ME/SITE09', 'ME', 'ME-X'));
  expect(answerOf(await post(stack.connect(gateway.url), fileOf(42)))).toMatchObject({ dai: ori });
  expect(answerOf(await post(other, fileOf(42, { ori: 'ME/SITE09' })))).toMatchObject({ dai: 'ME/SITE09' });
});

test('a file that breaks the rules gets an ERR file with 200, the same to its repeat, and the matcher is not asked', async () => {
  const session = stack.connect(gateway.url);
  const file = fileOf(42, { fingers: [], face: null });
  const first = await post(session, file);
  expect(answerOf(first)).toMatchObject({ kind: 'ERR', tcr: searchOf(42).tcn, findings: [{ code: 502 }] });
  expect(String(first.headers['server-timing'])).toMatch(/^validate;dur=[\d.]+, journal;dur=[\d.]+, total;dur=[\d.]+$/);
  expect((await post(session, file)).body).toEqual(first.body);
  expect(stack.matcher.calls).toEqual([]);
  expect(await journalLines()).toMatchObject([{ tcn: searchOf(42).tcn, state: 'answered', answeredTimes: 1 }]);
});

test('bytes that are no INT-I file get 400 and leave no trace', async () => {
  const session = stack.connect(gateway.url);
  for (const bytes of [new Uint8Array(), Buffer.from('hello'), Buffer.alloc(5000, 0x1c)]) {
    const { status, headers, body } = await post(session, bytes);
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(JSON.parse(body.toString('utf8'))).toMatchObject({ type: 'about:blank', status: 400, title: 'not an INT-I file' });
  }
  expect(await journalLines()).toEqual([]);
});

test('an originator other than the certificate names gets 403', async () => {
  const refused = await post(stack.connect(gateway.url), fileOf(42, { ori: 'ME/SITE09' }));
  expect(refused.status).toBe(403);
  expect(JSON.parse(refused.body.toString('utf8'))).toMatchObject({ detail: 'certificate AL/SITE01, file ME/SITE09' });
  expect((await post(stack.connect(gateway.url, stack.trust.operator), fileOf(42))).status).toBe(403);
  expect(await journalLines()).toEqual([]);
});

test('a file over 4 MiB gets 413 with Retry-After, told before or found while reading, and the session serves on', async () => {
  const session = stack.connect(gateway.url);
  const large = new Uint8Array((4 << 20) + 1);
  for (const headers of [{}, { 'content-length': large.length }]) {
    for (let times = 0; times < 3; times += 1) {
      const refused = await post(session, large, headers);
      expect([refused.status, refused.headers['retry-after']]).toEqual([413, '60']);
    }
  }
  expect(answerOf(await post(session, fileOf(42)))).toMatchObject({ hit: false });
});

test('another media type gets 415', async () => {
  expect((await post(stack.connect(gateway.url), fileOf(42), { 'content-type': 'application/json' })).status).toBe(415);
});

test('an originator with too many unanswered checks gets 429, a full queue 503, both with Retry-After and nothing taken', async () => {
  await rebuild({ queueMax: 3, clientQueueMax: 2 });
  const release = Promise.withResolvers<Say>();
  stack.matcher.say = () => release.promise;
  const session = stack.connect(gateway.url);
  const other = stack.connect(gateway.url, await stack.trust.site('ME/SITE09', 'ME', 'ME-X'));
  for (const serial of [1, 2]) expect((await post(session, fileOf(serial), { prefer: 'wait=0' })).status).toBe(202);
  const client = await post(session, fileOf(3));
  expect([client.status, client.headers['retry-after']]).toEqual([429, '2']);
  expect((await post(other, fileOf(1, { ori: 'ME/SITE09' }), { prefer: 'wait=0' })).status).toBe(202);
  const full = await post(other, fileOf(2, { ori: 'ME/SITE09' }));
  expect([full.status, full.headers['retry-after']]).toEqual([503, '2']);
  expect((await post(session, fileOf(2), { prefer: 'wait=0' })).status).toBe(202);
  expect(await journalLines()).toHaveLength(3);
  release.resolve(hits);
  expect(answerOf(await post(session, fileOf(2)))).toMatchObject({ hit: true });
  expect(answerOf(await post(session, fileOf(3)))).toMatchObject({ hit: true });
});

test('no more calls than `concurrency` are at the matcher at one time', async () => {
  await rebuild({ concurrency: 2 });
  const release = Promise.withResolvers<Say>();
  let now = 0, most = 0;
  stack.matcher.say = async () => {
    most = Math.max(most, now += 1);
    const said = await release.promise;
    now -= 1;
    return said;
  };
  const session = stack.connect(gateway.url);
  const replies = Array.from({ length: 12 }, (_, index) => post(session, fileOf(index + 1)));
  await until(async () => (await health()).pending === 12 && most === 2);
  expect((await health()).atMatcher).toBe(2);
  release.resolve(hits);
  expect((await Promise.all(replies)).map(({ status }) => status)).toEqual(Array(12).fill(200));
  expect([most, stack.matcher.calls.length]).toEqual([2, 12]);
});

test('a matcher without an answer is asked again under the same transactionId, and the check is never answered N for it', async () => {
  const rubbish = { status: 200, json: [{ personId: 'RS/1' }] };
  const course: Say[] = [{ status: 503, headers: { 'retry-after': '0' } }, { status: 429, headers: { 'retry-after': '0' } }, rubbish, { status: 404 }];
  stack.matcher.say = () => course.shift() ?? hits;
  expect(answerOf(await post(stack.connect(gateway.url), fileOf(42)))).toMatchObject({ hit: true });
  expect(new Set(stack.matcher.calls.map(({ query }) => query.get('transactionId')))).toEqual(new Set([`${ori}.${searchOf(42).tcn}`]));
  expect(stack.matcher.calls).toHaveLength(5);
});

test('a check whose budget is spent stays queued and is answered later', async () => {
  await rebuild({ answerBudgetMs: 300 });
  let silent = true;
  stack.matcher.say = () => (silent ? null : hits);
  const session = stack.connect(gateway.url);
  expect((await post(session, fileOf(42), { prefer: 'wait=1' })).status).toBe(202);
  silent = false;
  expect(answerOf(await get(session, `/v1/transactions/${searchOf(42).tcn}`, { prefer: 'wait=10' }))).toMatchObject({ hit: true });
  expect(await journalLines()).toMatchObject([{ answeredTimes: 1 }]);
});

test.each([
  [{ status: 400, json: { code: 4004, message: 'biometricData[1]: WSQ: no quantization table' } }, { code: 117, idc: 2 }],
  [{ status: 400, json: { code: 4003, message: 'no usable biometric' } }, { code: 117, idc: -1 }],
  [{ status: 400, json: { code: 4005, message: 'quality below the floor' } }, { code: 501, idc: -1 }],
  [{ status: 403 }, { code: 3, idc: -1 }],
  [{ status: 400, json: { code: 4001, message: 'biometricData[0].width: expected number' } }, { code: 999, idc: -1 }],
  [{ status: 409, json: { code: 4090, message: 'key reused' } }, { code: 999, idc: -1 }],
])('a refusal of the matcher %j becomes ERR %j', async (say, finding) => {
  stack.matcher.say = () => say;
  expect(answerOf(await post(stack.connect(gateway.url), fileOf(42)))).toMatchObject({ kind: 'ERR', findings: [finding] });
  expect(stack.matcher.calls).toHaveLength(1);
});

test('a hit is told to the owner, the operation\'s countries and the owners of further hits, once each, until the inbox takes it', async () => {
  stack.matcher.say = () => hits;
  const seen = new Map<string, number>();
  stack.inbox.say = ({ path }) => {
    seen.set(path, (seen.get(path) ?? 0) + 1);
    return { status: seen.get(path)! < 3 ? 500 : 204 };
  };
  await post(stack.connect(gateway.url), fileOf(42));
  await until(() => seen.size === 3 && [...seen.values()].every((times) => times === 3));
  const taken = stack.inbox.calls.map(({ body }) => noticeSchema.parse(body));
  await until(async () => (await health()).noticesOwed === 0);
  const ofCountry = Object.fromEntries(taken.map((notice) => [notice.country, notice]));
  const { tcn } = searchOf(42);
  const best = { ori, tcn, reference: 'RS/00001234', ownerCountry: 'RS', recordYear: 2011, score: 3500.4 };
  const noticeId = (country: string): string => createHash('sha256').update(JSON.stringify([ori, tcn, country])).digest('hex');
  expect(ofCountry).toEqual(Object.fromEntries(['RS', 'AL', 'ME'].map((country) => [country, { ...best, noticeId: noticeId(country), country }])));
  expect(new Set(taken.map((notice) => notice.noticeId)).size).toBe(3);

  await rebuild({});
  expect(stack.inbox.calls).toHaveLength(9);
});

test('GET /v1/journal and /health are for the operator', async () => {
  const session = stack.connect(gateway.url);
  const answer = await post(session, fileOf(42));
  for (const path of ['/v1/journal', '/health']) expect((await get(session, path)).status).toBe(403);
  const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  expect(await journalLines()).toEqual([{
    ori, tcn: searchOf(42).tcn, requestDigest: sha256(fileOf(42)), state: 'answered', acknowledged: true, answerDigest: sha256(answer.body), answeredTimes: 1,
  }]);
  expect(await health()).toEqual({ status: 'ok', pending: 0, atMatcher: 0, matchersMissing: [], noticesOwed: 0 });
});

test('an upload that is cut off takes its TCN from no whole file, however the client ends it', async () => {
  const file = fileOf(42);
  const headers = { ':method': 'POST', ':path': '/v1/transactions', 'content-type': 'application/octet-stream' };
  const cuts: ((stream: ClientHttp2Stream) => void)[] = [
    (stream) => stream.session!.destroy(), (stream) => stream.destroy(), (stream) => stream.close(constants.NGHTTP2_CANCEL), (stream) => stream.end(),
  ];
  for (const told of [{ 'content-length': file.length }, {}]) {
    for (const cut of cuts) {
      const session = stack.connect(gateway.url);
      const stream = session.request({ ...headers, ...told });
      stream.on('error', () => {});
      stream.resume().write(file.subarray(0, file.length - 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      const closed = once(stream, 'close').catch(() => {});
      cut(stream);
      await closed;
    }
    if ('content-length' in told) expect(await journalLines()).toEqual([]);
  }
  expect(stack.matcher.calls).toEqual([]);
  expect(answerOf(await post(stack.connect(gateway.url), file))).toMatchObject({ kind: 'SRE', hit: false });
});

test('close() answers those who wait with 202, and the next process answers the check', async () => {
  stack.matcher.say = () => ({ status: 503, headers: { 'retry-after': '30' } });
  const waiting = post(stack.connect(gateway.url), fileOf(42));
  await until(() => stack.log.some(({ event }) => event === 'matcher-retry'));
  await gateway.close();
  expect((await waiting).status).toBe(202);
  stack.matcher.say = () => hits;
  gateway = await stack.build(journal);
  expect(answerOf(await post(stack.connect(gateway.url), fileOf(42)))).toMatchObject({ hit: true });
});

test('clients come in by HTTP/2 with a certificate of the authority, resumed sessions included, and not otherwise', async () => {
  const { hostname, port } = new URL(gateway.url);
  const client = { host: hostname, port: Number(port), ca: readFileSync(stack.trust.caFile), servername: 'localhost' };
  const identity = { cert: readFileSync(stack.site.certFile), key: readFileSync(stack.site.keyFile) };
  const ended = (socket: TLSSocket): Promise<string> => new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    socket.on('close', () => resolve('closed'));
    socket.on('data', () => {});
  });
  expect(await ended(tlsConnect({ ...client, ALPNProtocols: ['h2'] }))).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED');
  expect(await ended(tlsConnect({ ...client, ...identity, ALPNProtocols: ['h2'], maxVersion: 'TLSv1.2' }))).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  expect(await ended(tlsConnect({ ...client, ...identity, ALPNProtocols: ['http/1.1'] }))).toBe('ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL');

  const first = stack.connect(gateway.url);
  const ticket = new Promise<Buffer>((resolve) => first.once('connect', () => (first.socket as TLSSocket).once('session', resolve)));
  expect((await post(first, fileOf(42))).status).toBe(200);
  first.close();
  const resumed = stack.connect(gateway.url, stack.site, { session: await ticket });
  expect((await post(resumed, fileOf(43))).status).toBe(200);
  expect((resumed.socket as TLSSocket).isSessionReused()).toBe(true);
});

test('hostile bytes get an answer or a refusal, and the gateway serves on', async () => {
  const session = stack.connect(gateway.url);
  const file = fileOf(42);
  const mutation = fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
  const mutated = mutation.map((changes) => {
    const bytes = Uint8Array.from(file);
    for (const [at, value] of changes) bytes[at] = value;
    return bytes;
  });
  const cut = fc.nat(file.length).map((length) => file.subarray(0, length));
  const hostile = fc.oneof(mutated, cut, fc.uint8Array({ maxLength: 400 }));
  await fc.assert(fc.asyncProperty(hostile, async (bytes) => {
    const { status, body } = await post(session, bytes);
    expect([200, 400, 403, 409]).toContain(status);
    if (status === 200) readAnswer(body);
  }), { numRuns: 200 });

  const { hostname, port } = new URL(gateway.url);
  const identity = { cert: readFileSync(stack.site.certFile), key: readFileSync(stack.site.keyFile), ca: readFileSync(stack.trust.caFile) };
  await fc.assert(fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.boolean(), async (bytes, preface) => {
    const socket = tlsConnect({ host: hostname, port: Number(port), ...identity, servername: 'localhost', ALPNProtocols: ['h2'] });
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    socket.end(Buffer.concat([Buffer.from(preface ? 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' : ''), bytes]));
    await new Promise((resolve) => socket.resume().once('close', resolve));
  }), { numRuns: 30 });
  expect((await send(session, { ':method': 'DELETE', ':path': '/v1/transactions', 'x-large': 'x'.repeat(10_000) })).status).toBe(404);
  expect(answerOf(await post(session, fileOf(77)))).toMatchObject({ hit: false });
});

test('buildGateway() names a file that it cannot read', async () => {
  const tls = { ...stack.trust.server, caFile: `${stack.dir}/none.pem` };
  await expect(stack.build('never.sqlite', { tls })).rejects.toMatchObject({ code: 'SERVICE_FILE_UNREADABLE', exit: 2 });
  await expect(stack.build('none/never.sqlite')).rejects.toMatchObject({ code: 'JOURNAL_UNUSABLE', exit: 2 });
});
