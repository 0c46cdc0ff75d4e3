import { connect } from 'node:tls';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../src/core/clock.ts';
import type { Service } from '../src/service/serve.ts';
import { matcherClient } from '../mocks/gateway/matcher-client.ts';
import { toIdentifyRequest } from '../mocks/gateway/osia.ts';
import { defaultThreshold } from './index.ts';
import { bodyOf, faceData, fingerData, makeTestMatcher, probeJpeg, probeWsq, slapWsq, secret, token, type Reply, type TestMatcher } from './test-service.ts';

let stack: TestMatcher;
let matcher: Service;
/** Two fingers and the face of the third person, taken again. */
let probe: Record<string, unknown>[];
let face: Record<string, unknown>;
let serial = 0;

beforeAll(async () => {
  stack = await makeTestMatcher();
  matcher = await stack.build('journal.sqlite');
  probe = await Promise.all([2, 7].map(async (fgp) => fingerData(fgp, await probeWsq(stack.people[2]!, fgp))));
  face = faceData(await probeJpeg(stack.people[2]!));
});
afterAll(async () => {
  await matcher.close();
  stack.close();
});

/** An identify call under a transactionId of its own. */
function identify(body: string | Uint8Array, options = '', headers: Record<string, string> = {}, gallery = 'EU'): Promise<Reply> {
  serial += 1;
  return stack.send('POST', `${matcher.url}/v1/identify/${gallery}?transactionId=T.${serial}${options}`, body, headers);
}

function errorOf({ status, headers, text }: Reply): { status: number; code: number; message: string } {
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  const error = JSON.parse(text) as { code: number; message: string };
  expect(Object.keys(error)).toEqual(['code', 'message']);
  return { status, ...error };
}

async function begun(url = matcher.url): Promise<number> {
  return (JSON.parse((await stack.send('GET', `${url}/health`)).text) as { searches: { begun: number } }).searches.begun;
}

test('200: the person searched with is the best candidate, with scores by finger, owner and year', async () => {
  const { status, headers, text } = await identify(bodyOf(...probe));
  expect([status, headers['content-type'], headers['idempotent-replay']]).toEqual([200, 'application/json; charset=utf-8', undefined]);
  const candidates = JSON.parse(text) as { personId: string; rank: number; score: number; scores: { score: number }[]; others: unknown }[];
  const { reference, ownerCountry, recordYear } = stack.people[2]!;
  expect(candidates[0]).toEqual({
    personId: reference, rank: 1, score: candidates[0]!.score, others: { ownerCountry, recordYear },
    scores: ['RIGHT_INDEX', 'LEFT_INDEX'].map((biometricSubType, k) => ({ score: candidates[0]!.scores[k]!.score, biometricType: 'FINGER', biometricSubType })),
  });
  expect(candidates[0]!.score).toBeGreaterThan(defaultThreshold);
  expect(candidates.map(({ rank }) => rank)).toEqual(candidates.map((_, index) => index + 1));
  expect(candidates).toHaveLength(stack.people.length);
});

test('200: a portrait scores beside fingers, wherever it stands in the request, and alone', async () => {
  const { reference } = stack.people[2]!;
  for (const [biometricData, subTypes] of [[[face, ...probe], ['RIGHT_INDEX', 'LEFT_INDEX', 'PORTRAIT']], [[face], ['PORTRAIT']]] as const) {
    const { status, text } = await identify(bodyOf(...biometricData));
    const [best] = JSON.parse(text) as { personId: string; scores: { biometricType: string; biometricSubType: string }[] }[];
    expect([status, best!.personId, best!.scores.map(({ biometricSubType }) => biometricSubType)]).toEqual([200, reference, subTypes]);
    expect(best!.scores.at(-1)!.biometricType).toBe('FACE');
  }
});

test('maxNbCand and threshold shorten the list, to nothing where nobody reaches the threshold', async () => {
  const ids = ({ text }: Reply): string[] => (JSON.parse(text) as { personId: string }[]).map(({ personId }) => personId);
  const { reference } = stack.people[2]!;
  expect(ids(await identify(bodyOf(...probe), '&maxNbCand=1&priority=9&accuracyLevel=any&serviceLevel=0'))).toEqual([reference]);
  expect(ids(await identify(bodyOf(...probe), `&threshold=${defaultThreshold}`))).toEqual([reference]);
  expect(ids(await identify(bodyOf(...probe), '&threshold=1e9'))).toEqual([]);
});

test('Server-Timing tells every stage in ms, durations only', async () => {
  const before = systemClock.nowMs();
  const { headers } = await identify(bodyOf(...probe));
  const lastedMs = systemClock.nowMs() - before;
  const stages = String(headers['server-timing']).split(', ').map((entry) => /^([a-z]+);dur=(\d+(?:\.\d{1,3})?)$/.exec(entry)!.slice(1));
  expect(stages.map(([name]) => name)).toEqual(['queue', 'decode', 'extract', 'filter', 'rerank', 'face', 'decide', 'total']);
  for (const [, ms] of stages) expect(Number(ms)).toBeLessThanOrEqual(lastedMs);
});

test('the gateway\'s client gets candidates and durations from ALL, and refusals as findings', async () => {
  const target = { urls: [matcher.url], ca: readFileSync(stack.trust.caFile), secret: new TextEncoder().encode(secret), galleryId: 'ALL', maxCandidates: 10, threshold: defaultThreshold, concurrency: 2 };
  const client = matcherClient(target, systemClock);
  const finger = (fgp: number, wsq: Uint8Array) => ({ fgp, impressionType: 0, width: 300, height: 400, wsq });
  const wsq = await probeWsq(stack.people[1]!, 2);
  const call = (transactionId: string, ...fingers: ReturnType<typeof finger>[]) => client.identify({
    transactionId, priority: 5, deadlineMs: 20_000,
    request: toIdentifyRequest({ tot: 'NPS', tcn: '2600000001G', ori: 'AL/SITE01', dai: 'ZZ/GATEWAY', priority: 5, atMs: 0, fingers, face: null }),
  });
  const { reference, ownerCountry, recordYear } = stack.people[1]!;
  expect(await call('AL/SITE01.1', finger(2, wsq))).toMatchObject({
    kind: 'candidates', candidates: [{ personId: reference, ownerCountry, recordYear }], durationsMs: { queue: expect.any(Number), total: expect.any(Number) },
  });
  expect(await call('AL/SITE01.2', finger(2, wsq), finger(7, new Uint8Array(600)))).toMatchObject({ kind: 'refused', findings: [{ code: 117, idc: 2, field: '4.009' }] });
  expect(await call('AL/SITE01.3', finger(0, wsq))).toMatchObject({ kind: 'refused', findings: [{ code: 117, idc: -1 }] });
  expect(await call('AL/SITE01.4', finger(7, wsq), finger(13, wsq))).toMatchObject({ kind: 'refused', findings: [{ code: 501, idc: 2, field: '4.009' }] });
  const slap = await slapWsq(stack.people[1]!, 13);
  expect(await call('AL/SITE01.5', finger(13, slap))).toMatchObject({ kind: 'candidates', candidates: [{ personId: reference }] });
  expect(await call('AL/SITE01.6', finger(3, wsq), finger(13, slap))).toMatchObject({ kind: 'refused', findings: [{ code: 503, idc: 2, field: '1.003' }] });
  client.close();
});

test('401 without a good token, 403 without the scope, both without a body', async () => {
  const unsigned = `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"scope":"abis.identify","exp":9999999999}').toString('base64url')}.`;
  const refused: Record<string, string[]> = {
    401: ['', 'Bearer', 'Bearer x.y.z', 'Basic YTpi', unsigned, await token({ scope: 'abis.identify' }, 'another secret, 32 bytes or more!'), await token({ scope: 'abis.identify' }, secret, -1), await token({ scope: 'abis.identify' }, secret, null)],
    403: [await token({}), await token({ scope: 'abis.task.read abis.identifyX' }), await token({ scope: 7 })],
  };
  for (const [status, tokens] of Object.entries(refused)) {
    for (const authorization of tokens) {
      const reply = await identify('not read', '', { authorization });
      expect([reply.status, reply.text, reply.headers['www-authenticate']], authorization).toEqual([Number(status), '', expect.stringMatching(/^Bearer error=/)]);
    }
  }
  expect((await identify(bodyOf(...probe), '', { authorization: await token({ scope: 'abis.task.read abis.identify' }) })).status).toBe(200);
});

test('404 without a body for another gallery and for whatever else is asked for', async () => {
  for (const gallery of ['US', 'eu', '%2e%2e', '%zz', 'x'.repeat(200)]) expect(await identify(bodyOf(...probe), '', {}, gallery)).toMatchObject({ status: 404, text: '' });
  for (const path of ['/', '/v1/identify', '/v1/tasks/1', '/v1/persons/1']) expect(await stack.send('GET', `${matcher.url}${path}`)).toMatchObject({ status: 404, text: '' });
});

test.each([
  ['?', 4002, 'missing parameter: transactionId'],
  ['?transactionId=', 4001, 'transactionId: '],
  ['?transactionId=a&transactionId=b', 4001, 'transactionId: '],
  ['?transactionId=a&priority=10', 4001, 'priority: '],
  ['?transactionId=a&priority=-1', 4001, 'priority: '],
  ['?transactionId=a&maxNbCand=0', 4001, 'maxNbCand: '],
  ['?transactionId=a&maxNbCand=2.5', 4001, 'maxNbCand: '],
  ['?transactionId=a&threshold=high', 4001, 'threshold: '],
  ['?transactionId=a&threshold=1e999', 4001, 'threshold: '],
  ['?transactionId=a&serviceLevel=x', 4001, 'serviceLevel: '],
  ['?transactionId=a&treshold=75', 4001, 'treshold: unknown key'],
  ['?transactionId=a&callback=http%3A%2F%2Fme%2F1', 4001, 'callback: an https URL'],
  ['?transactionId=a&callback=https%3A%2F%2Fme%2F1', 4001, 'callback: me is not among the hosts'],
])('400 for the query %s', async (query, code, message) => {
  const error = errorOf(await stack.send('POST', `${matcher.url}/v1/identify/EU${query}`, bodyOf(...probe)));
  expect(error).toMatchObject({ status: 400, code, message: expect.stringContaining(message) });
});

test.each([
  ['', 4000, 'no JSON'],
  ['{"filter":{}', 4000, 'no JSON'],
  ['\uFEFFx', 4000, 'no JSON'],
  ['[]', 4001, '(root): '],
  ['{"biometricData":[]}', 4001, 'filter: '],
  ['{"filter":{}}', 4001, 'biometricData: '],
  ['{"filter":null,"biometricData":[]}', 4001, 'filter: '],
  ['{"filter":{},"biometricData":[],"extra":1}', 4001, 'extra: unknown key'],
  ['{"filter":{},"biometricData":[{"biometricType":"FACE"},{"biometricType":"FINGER","colour":1}]}', 4001, 'biometricData[1].colour: unknown key'],
  ['{"filter":{},"biometricData":[{"biometricSubType":"PORTRAIT"}]}', 4001, 'biometricData[0].biometricType: '],
  ['{"filter":{},"biometricData":[{"biometricType":"FACE","missing":[{"why":1}]}]}', 4001, 'biometricData[0].missing[0].why: unknown key'],
  ['{"filter":{},"biometricData":[{"biometricType":"FACE","width":"1"}]}', 4001, 'biometricData[0].width: '],
  ['{"filter":{},"biometricData":[{"biometricType":"FACE","captureDate":"yesterday"}]}', 4001, 'biometricData[0].captureDate: a date of RFC 3339'],
  ['{"filter":{"biometricType":"FINGER"},"biometricData":[]}', 4001, 'filter.biometricType: '],
  [JSON.stringify({ filter: {}, biometricData: Array(25).fill({ biometricType: 'UNKNOWN' }) }), 4001, 'biometricData: '],
  ['{"filter":{},"biometricData":[]}', 4003, 'no usable biometric'],
  ['{"filter":{},"biometricData":[{"biometricType":"IRIS","image":"AAAA"}]}', 4003, 'biometricData[0] is neither'],
  [bodyOf({ biometricType: 'FINGER', biometricSubType: 'LEFT_RING', image: 'AAAA', compression: 'PNG' }), 4004, 'biometricData[0]: PNG, WSQ is taken'],
])('400 for the body %s', async (body, code, message) => {
  expect(errorOf(await identify(body))).toMatchObject({ status: 400, code, message: expect.stringContaining(message) });
});

test('400 for bytes that are no UTF-8, another media type, and a deadline that is no number', async () => {
  expect(errorOf(await identify(Buffer.from([0x22, 0xff, 0x22])))).toMatchObject({ status: 400, code: 4000 });
  expect(errorOf(await identify(bodyOf(...probe), '', { 'content-type': 'text/plain' }))).toMatchObject({ status: 400, code: 4000, message: 'no JSON: application/json is taken' });
  expect(errorOf(await identify(bodyOf(...probe), '', { 'x-deadline-ms': 'soon' }))).toMatchObject({ status: 400, code: 4001 });
});

test('400 4004 names the place in biometricData of an image that no decoder takes', async () => {
  const wsq = Buffer.from(probe[0]!['image'] as string, 'base64');
  const hostile = [Buffer.from('hello'), Buffer.alloc(1000), wsq.subarray(0, wsq.length / 2), Buffer.concat([wsq.subarray(0, 200), Buffer.alloc(5000, 0xff)])];
  for (const bytes of hostile) {
    const body = bodyOf({ biometricType: 'UNKNOWN' }, probe[1]!, fingerData(2, bytes));
    expect(errorOf(await identify(body))).toMatchObject({ status: 400, code: 4004, message: expect.stringMatching(/^undecodable image: biometricData\[2\]: ./) });
  }
  const jpeg = Buffer.from(face['image'] as string, 'base64');
  for (const bytes of [Buffer.from('hello'), wsq, jpeg.subarray(0, 300)]) {
    expect(errorOf(await identify(bodyOf(faceData(bytes), ...probe)))).toMatchObject({ status: 400, code: 4004, message: expect.stringContaining('biometricData[0]: ') });
  }
});

test('413 over 8 MiB, told before or found while reading, with a body of its own', async () => {
  const large = Buffer.alloc((8 << 20) + 1, 0x20);
  expect(errorOf(await identify(large, '', { 'content-length': String(large.length) }))).toMatchObject({ status: 413, code: 4130 });
  expect(errorOf(await identify(large, '', { 'transfer-encoding': 'chunked' }))).toMatchObject({ status: 413, code: 4130 });
});

test('503 with Retry-After for a call that cannot start in time; nothing is taken, so the same key may come again', async () => {
  const url = `${matcher.url}/v1/identify/EU?transactionId=late`;
  const late = await stack.send('POST', url, bodyOf(...probe), { 'x-deadline-ms': '0' });
  expect(errorOf(late)).toMatchObject({ status: 503, code: 5030 });
  expect(late.headers['retry-after']).toBe('1');
  const inTime = await stack.send('POST', url, bodyOf(...probe), { 'x-deadline-ms': '20000' });
  expect([inTime.status, inTime.headers['idempotent-replay']]).toEqual([200, undefined]);
});

test('a hundred callers of one key get one search; a repeat gets the same bytes, over a restart too', async () => {
  const call = (): Promise<Reply> => stack.send('POST', `${matcher.url}/v1/identify/EU?transactionId=same`, bodyOf(...probe));
  const before = await begun();
  const replies = await Promise.all(Array.from({ length: 100 }, call));
  expect(await begun()).toBe(before + 1);
  await matcher.close();
  matcher = await stack.build('journal.sqlite');
  const replay = await call();
  expect(replay.headers['idempotent-replay']).toBe('true');
  expect(new Set([...replies, replay].map(({ status, text, headers }) => JSON.stringify([status, text, headers['server-timing']]))).size).toBe(1);
  expect([replay.status, await begun()]).toEqual([200, 0]);
});

test('409 for a key with another body, gallery or option; the key of another client is another key', async () => {
  const url = (gallery = 'EU', options = ''): string => `${matcher.url}/v1/identify/${gallery}?transactionId=reused${options}`;
  expect((await stack.send('POST', url(), bodyOf(...probe))).status).toBe(200);
  for (const [other, body] of [[url(), bodyOf(probe[0]!)], [url('ALL'), bodyOf(...probe)], [url('EU', '&maxNbCand=3'), bodyOf(...probe)], [url(), 'no JSON']] as const) {
    expect(errorOf(await stack.send('POST', other, body))).toMatchObject({ status: 409, code: 4090 });
  }
  const other = await stack.send('POST', url(), bodyOf(probe[0]!), { authorization: await token({ scope: 'abis.identify', sub: 'another' }) });
  expect([other.status, other.headers['idempotent-replay']]).toEqual([200, undefined]);
});

test('a refusal of images is repeated like a result', async () => {
  const call = (): Promise<Reply> => stack.send('POST', `${matcher.url}/v1/identify/EU?transactionId=bad-image`, bodyOf(fingerData(2, Buffer.from('hello'))));
  const [first, again] = [await call(), await call()];
  expect([first.status, first.headers['idempotent-replay'], again.headers['idempotent-replay']]).toEqual([400, undefined, 'true']);
  expect(again.text).toBe(first.text);
});

test('hostile bodies get an OSIA error or candidates, and the service serves on', async () => {
  const valid = bodyOf(...probe);
  const json = fc.oneof(
    fc.json({ maxDepth: 6 }),
    fc.record({ filter: fc.jsonValue(), biometricData: fc.array(fc.oneof(fc.jsonValue(), fc.record({ biometricType: fc.constantFrom('FACE', 'FINGER'), biometricSubType: fc.constantFrom('LEFT_THUMB', 'PORTRAIT', '__proto__'), image: fc.base64String() }))) }).map((value) => JSON.stringify(value)),
    fc.constantFrom('['.repeat(100_000), '{"filter":{"__proto__":{"a":1}},"biometricData":[],"__proto__":{}}'),
  );
  const changed = fc.tuple(fc.nat(valid.length - 1), fc.string({ maxLength: 3 })).map(([at, text]) => valid.slice(0, at) + text + valid.slice(at + 1));
  const bytes = fc.oneof(json.map((text) => Buffer.from(text)), changed.map((text) => Buffer.from(text)), fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)));
  await fc.assert(fc.asyncProperty(bytes, async (body) => {
    const reply = await identify(body);
    if (reply.status === 200) expect(JSON.parse(reply.text)).toBeInstanceOf(Array);
    else expect(errorOf(reply)).toMatchObject({ status: 400, code: expect.toSatisfy((code: number) => code >= 4000 && code <= 4005) });
  }), { numRuns: 150 });
  expect((await identify(valid)).status).toBe(200);
  expect(stack.log.filter(({ fields }) => fields['kind'] === 'fault')).toEqual([]);
});

test('connections speak TLS 1.3 only', async () => {
  const { hostname, port } = new URL(matcher.url);
  const socket = connect({ host: hostname, port: Number(port), ca: readFileSync(stack.trust.caFile), servername: 'localhost', maxVersion: 'TLSv1.2' });
  const [error] = await once(socket, 'error') as [NodeJS.ErrnoException];
  expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
});

test('buildMatcher() names what it cannot read, and leaves nothing open', async () => {
  await expect(stack.build('never.sqlite', { jwtSecretFile: join(stack.dir, 'none') })).rejects.toMatchObject({ code: 'SERVICE_FILE_UNREADABLE' });
  await expect(stack.build('none/never.sqlite')).rejects.toMatchObject({ code: 'JOURNAL_UNUSABLE' });
  writeFileSync(join(stack.dir, 'no-corpus'), 'no corpus');
  await expect(stack.build('never.sqlite', { corpora: [join(stack.dir, 'no-corpus')] })).rejects.toMatchObject({ code: 'CORPUS_UNREADABLE' });
});

test('it listens while it loads, refuses with 503, tells progress, and serves once loaded', async () => {
  const { port } = new URL(matcher.url);
  await matcher.close();
  const building = stack.build('loading.sqlite', { port: Number(port), cacheDir: stack.dir });
  const starting: Reply[] = [];
  const poll = async (): Promise<void> => {
    const reply = await identify(bodyOf(...probe));
    if (reply.status !== 0) starting.push(reply);
  };
  let loaded = false;
  const done = building.then(() => { loaded = true; });
  while (!loaded) await poll();
  await done;
  matcher = await building;
  expect(errorOf(starting[0]!)).toMatchObject({ status: 503, code: 5030, message: 'cannot search now: loading the gallery' });
  expect((await identify(bodyOf(...probe))).status).toBe(200);
  expect(stack.log).toContainEqual({ event: 'progress', fields: { step: 'enrolment', done: 4, total: 4 } });
});

test('the program: nice 10, a health for everyone, a search and then a drain on SIGTERM', async () => {
  const { url, child, lines } = await stack.spawn('program.sqlite');
  expect((await stack.send('POST', `${url}/v1/identify/EU?transactionId=1`, bodyOf(...probe))).status).toBe(200);
  expect(getPriority(child.pid)).toBe(10);
  const health = await stack.send('GET', `${url}/health`, undefined, { authorization: '' });
  expect([health.status, JSON.parse(health.text)]).toMatchObject([200, { status: 'ok', people: 4, searches: { queued: 0, running: 0, begun: 1 } }]);
  expect(lines).toContainEqual({ service: 'matcher', event: 'progress', step: 'enrolment', done: 4, total: 4 });

  const last = stack.send('POST', `${url}/v1/identify/EU?transactionId=2`, bodyOf(...probe));
  const gone = once(child, 'exit');
  while (await begun(url).catch(() => 2) < 2) await new Promise((resolve) => setImmediate(resolve));
  child.kill('SIGTERM');
  expect((await last).status).toBe(200);
  expect(await gone).toEqual([0, null]);
});

test('a kill -9 in the middle of a search: the next process makes the one result that every repeat gets', { timeout: 60_000 }, async () => {
  const file = join(stack.dir, 'killed.sqlite');
  const unfinished = (): number => {
    const database = new DatabaseSync(file, { readOnly: true });
    const { count } = database.prepare('SELECT count(*) AS count FROM search WHERE status IS NULL').get() as { count: number };
    database.close();
    return count;
  };
  // Ten fingers on one thread take long enough to be met; a search that was done sooner is tried again.
  const body = bodyOf(...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((fgp) => ({ ...fingerData(fgp, new Uint8Array()), image: probe[0]!['image'] })));
  let killed = '';
  for (let round = 0; killed === '' && round < 10; round += 1) {
    const { url, child } = await stack.spawn('killed.sqlite', { threads: 1 });
    const answer = stack.send('POST', `${url}/v1/identify/EU?transactionId=${round}`, body);
    while (await Promise.race([answer.then(() => false), new Promise((resolve) => setImmediate(resolve, true))]) && unfinished() === 0);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    if (unfinished() === 1) killed = String(round);
  }
  expect(killed).not.toBe('');

  const { url } = await stack.spawn('killed.sqlite');
  const call = (text = body): Promise<Reply> => stack.send('POST', `${url}/v1/identify/EU?transactionId=${killed}`, text);
  expect(errorOf(await call(bodyOf(...probe)))).toMatchObject({ status: 409 });
  const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => call()));
  const replay = await call();
  expect([first!.status, first!.headers['idempotent-replay'], replay.headers['idempotent-replay']]).toEqual([200, undefined, 'true']);
  for (const { text } of [...others, replay]) expect(text).toBe(first!.text);
  expect([await begun(url), unfinished()]).toEqual([1, 0]);
});
