import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { makePrintWsq } from '../synth/native.ts';
import { defaultThreshold } from './index.ts';
import { bodyOf, fingerData, makeTestMatcher, probeWsq, slapData, slapWsq, token, type Reply, type TestMatcher } from './test-service.ts';

const everything = 'abis.identify abis.task.read abis.task.update abis.encounter.read abis.encounter.write abis.gallery.read';

let stack: TestMatcher;
let authorization: string;
let fingers: Record<string, unknown>[];
let receiver: Server;
let receiverUrl: string;
/** What the receiver of callbacks heard, and what it says. */
const heard: { url: URL; type: string; body: string }[] = [];
let says: () => number;

beforeAll(async () => {
  stack = await makeTestMatcher();
  authorization = await token({ scope: everything });
  fingers = await Promise.all([2, 7].map(async (fgp) => fingerData(fgp, await probeWsq(stack.people[1]!, fgp))));
  receiver = createServer({ cert: readFileSync(stack.trust.server.certFile), key: readFileSync(stack.trust.server.keyFile) }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      heard.push({ url: new URL(request.url!, receiverUrl), type: String(request.headers['content-type']), body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(says()).end();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  receiverUrl = `https://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
});
afterAll(() => {
  receiver.closeAllConnections();
  receiver.close();
  stack.close();
});
beforeEach(() => {
  heard.length = 0;
  says = () => 204;
});

/** Configuration of a matcher whose people come and go. */
function live(name: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return { store: join(stack.dir, name), callbacks: { hosts: ['127.0.0.1'], caFile: stack.trust.caFile, pausesMs: [10, 10] }, ...more };
}

function send(method: string, url: string, body?: string, headers: Record<string, string> = {}): Promise<Reply> {
  return stack.send(method, `${url}${url.includes('?') ? '&' : '?'}transactionId=T`, body, { authorization, ...headers });
}

function encounter(over: Record<string, unknown> = {}): string {
  return JSON.stringify({ encounterId: 'E1', status: 'ACTIVE', encounterType: 'border', galleries: ['EU'], biometricData: fingers, createdDate: '2019-03-01', ...over });
}

const created = '/v1/persons/SY%2F42/encounters/E1';

async function until<T>(get: () => Promise<T> | T, good: (value: T) => boolean): Promise<T> {
  for (let tries = 0; tries < 400; tries += 1) {
    const value = await get();
    if (good(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('waited 10 s in vain');
}

test('a person comes, is read, found and listed, survives kill -9, goes, and stays gone', async () => {
  const config = live('comes');
  const first = await stack.spawn('comes.sqlite', config);
  expect(await send('POST', `${first.url}${created}`, encounter())).toMatchObject({ status: 200, text: '{"personId":"SY/42","encounterId":"E1"}' });
  expect(await send('POST', `${first.url}${created}`, encounter())).toMatchObject({ status: 200, headers: { 'idempotent-replay': 'true' } });
  expect(await send('POST', `${first.url}${created}`, encounter({ encounterType: 'other' }))).toMatchObject({ status: 409, text: expect.stringContaining('4091') });
  const gone = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await gone;

  const second = await stack.spawn('comes.sqlite', config);
  const { image: _, ...kept } = fingers[0]!;
  expect(JSON.parse((await send('GET', `${second.url}${created}`)).text)).toMatchObject({ encounterId: 'E1', galleries: ['EU'], biometricData: [kept, { biometricSubType: 'LEFT_INDEX' }] });
  expect(JSON.parse((await send('GET', `${second.url}/v1/persons/SY%2F42/encounters`)).text)).toHaveLength(1);
  expect(JSON.parse((await send('GET', `${second.url}/v1/galleries/EU`)).text)).toEqual(expect.arrayContaining([{ personId: 'SY/42', encounterId: 'E1' }, { personId: stack.people[0]!.reference, encounterId: '1' }]));
  expect((await send('GET', `${second.url}/v1/galleries/EU?offset=4&limit=1`)).text).toBe('[{"personId":"SY/42","encounterId":"E1"}]');
  const found = await send('POST', `${second.url}/v1/identify/EU?threshold=${defaultThreshold}&priority=1`, bodyOf(...fingers));
  expect((JSON.parse(found.text) as { personId: string; others: unknown }[]).map(({ personId, others }) => [personId, others])).toContainEqual(['SY/42', { ownerCountry: 'SY', recordYear: 2019 }]);

  expect((await send('DELETE', `${second.url}/v1/persons/SY%2F42/encounters/E2`)).status).toBe(404);
  expect((await send('DELETE', `${second.url}${created}`)).status).toBe(204);
  const [corpusPerson] = stack.people;
  expect((await send('DELETE', `${second.url}/v1/persons/${encodeURIComponent(corpusPerson!.reference)}`)).status).toBe(204);
  second.child.kill('SIGKILL');
  const third = await stack.build('comes-3.sqlite', config);
  for (const path of [created, `/v1/persons/${encodeURIComponent(corpusPerson!.reference)}/encounters`]) expect((await send('GET', `${third.url}${path}`)).status).toBe(404);
  expect(JSON.parse((await stack.send('GET', `${third.url}/health`)).text)).toMatchObject({ people: 3 });
  await third.close();
});

test('a person is refused whose encounter or images are not right, and where nobody comes or goes', async () => {
  const matcher = await stack.build('refuses.sqlite', live('refuses'));
  const refused = async (body: string, path = created): Promise<unknown> => {
    const { status, text } = await send('POST', `${matcher.url}${path}`, body);
    return [status, (JSON.parse(text) as { message: string }).message];
  };
  expect(await refused(encounter({ galleries: ['US'] }))).toEqual([400, expect.stringContaining('EU is the one here')]);
  expect(await refused(encounter({ status: 'INACTIVE' }))).toEqual([400, expect.stringContaining('status: ')]);
  expect(await refused(encounter({ extra: 1 }))).toEqual([400, expect.stringContaining('extra: unknown key')]);
  expect(await refused(encounter(), '/v1/persons/nobody/encounters/E1')).toEqual([400, expect.stringContaining('personId: ')]);
  expect(await refused(encounter(), '/v1/persons/SY%2F42/encounters/E7')).toEqual([400, expect.stringContaining('another than in the path')]);
  expect(await refused(encounter({ biometricData: [fingers[0], fingerData(7, Buffer.from('hello'))] }))).toEqual([400, expect.stringContaining('biometricData[1]')]);
  const { wsq } = await makePrintWsq({ seed: 1, person: 1, finger: 2, impression: 1, preset: 'easy', condition: 'normal', widthPx: 64, heightPx: 64 }, 0.75);
  expect(await refused(encounter({ biometricData: [fingerData(2, wsq)] }))).toEqual([400, expect.stringContaining('quality below the floor')]);
  expect((await stack.send('POST', `${matcher.url}${created}?transactionId=T`, encounter())).status).toBe(403);
  await matcher.close();

  const fixed = await stack.build('fixed.sqlite');
  for (const [method, path] of [['POST', created], ['DELETE', '/v1/persons/SY%2F42']] as const) expect(await send(method, `${fixed.url}${path}`, method === 'POST' ? encounter() : undefined)).toMatchObject({ status: 403, text: '' });
  await fixed.close();
});

test('a person enrolled by slaps alone is found by single fingers of every slap, and by a slap', async () => {
  const matcher = await stack.build('journal-slaps.sqlite', live('slaps'));
  const person = stack.people[0]!;
  const biometricData = await Promise.all([[13, 20], [14, -20], [15, 0]].map(async ([position, tiltDeg]) => slapData(position!, await slapWsq(person, position!, tiltDeg))));
  expect(await send('POST', `${matcher.url}${created}`, encounter({ biometricData }))).toMatchObject({ status: 200 });
  for (const [k, probe] of [
    [fingerData(3, await probeWsq(person, 3)), fingerData(4, await probeWsq(person, 4))],
    [fingerData(1, await probeWsq(person, 1)), fingerData(9, await probeWsq(person, 9))],
    [biometricData[1]!],
  ].entries()) {
    const { text } = await stack.send('POST', `${matcher.url}/v1/identify/EU?transactionId=S.${k}&threshold=${defaultThreshold}`, bodyOf(...probe), { authorization });
    expect(JSON.parse(text)).toContainEqual(expect.objectContaining({ personId: 'SY/42' }));
  }
  const swapped = encounter({ biometricData: [fingerData(8, await probeWsq(person, 7)), biometricData[1]] });
  expect(await send('POST', `${matcher.url}/v1/persons/SY%2F43/encounters/E1`, swapped)).toMatchObject({ status: 400, text: expect.stringMatching(/"code":4006,.*biometricData\[1\]: its finger 7 is the single print of finger 8/) });
  await matcher.close();
});

test('a damaged store is refused with its file and the entry at fault', async () => {
  const config = live('damaged');
  const first = await stack.build('damaged.sqlite', config);
  expect((await send('POST', `${first.url}${created}`, encounter())).status).toBe(200);
  await first.close();
  const file = join(stack.dir, 'damaged.log');
  const bytes = readFileSync(file);
  bytes[300]! ^= 1;
  writeFileSync(file, bytes);
  await expect(stack.build('damaged.sqlite', config)).rejects.toMatchObject({ code: 'GALLERY_UNUSABLE', message: `${file}: entry 0, at byte 256: checksum differs` });
});

test('a shard holds its part of the corpus and refuses people of another', async () => {
  const parts = await Promise.all([0, 1].map((index) => stack.build(`shard-${index}.sqlite`, live(`shard-${index}`, { shard: { index, count: 2 } }))));
  const people = await Promise.all(parts.map(async ({ url }) => JSON.parse((await stack.send('GET', `${url}/health`)).text) as { people: number; shard: string }));
  expect(people.map(({ shard }) => shard)).toEqual(['0/2', '1/2']);
  expect(people[0]!.people + people[1]!.people).toBe(stack.people.length);
  const replies = await Promise.all(parts.map(({ url }) => send('POST', `${url}${created}`, encounter())));
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 421]);
  for (const part of parts) await part.close();
});

test('a task is answered by a callback, and again when that is asked for', async () => {
  const matcher = await stack.build('callback.sqlite', live('callback'));
  const url = `${matcher.url}/v1/identify/EU?transactionId=C1&callback=${encodeURIComponent(`${receiverUrl}/back?mine=1`)}`;
  let refusals = 3;
  says = () => (refusals-- > 0 ? 500 : 204);
  const { status, text } = await stack.send('POST', url, bodyOf(...fingers), { authorization });
  expect(status).toBe(202);
  const { taskId } = JSON.parse(text) as { taskId: string };
  const state = async (): Promise<string> => JSON.parse((await stack.send('GET', `${matcher.url}/v1/tasks/${taskId}/status?transactionId=C1`, undefined, { authorization })).text) as string;
  await until(state, (now) => now === 'RESPONSE_ERROR');
  expect(heard).toHaveLength(3);
  expect((await stack.send('POST', `${matcher.url}/v1/tasks/${taskId}/redeliver?transactionId=C1`, undefined, { authorization })).status).toBe(204);
  await until(state, (now) => now === 'COMPLETED');
  const { url: called, type, body } = heard.at(-1)!;
  expect([called.pathname, called.searchParams.get('mine'), called.searchParams.get('transactionId'), called.searchParams.get('taskId'), type]).toEqual(['/back', '1', 'C1', taskId, 'application/json']);
  expect((JSON.parse(body) as { personId: string }[])[0]!.personId).toBe(stack.people[1]!.reference);
  expect(JSON.parse((await stack.send('POST', url, bodyOf(...fingers), { authorization })).text)).toEqual({ taskId });
  expect((await stack.send('POST', url, bodyOf(fingers[0]!), { authorization })).status).toBe(409);
  expect((await stack.send('GET', `${matcher.url}/v1/tasks/${taskId}/status?transactionId=C2`, undefined, { authorization })).status).toBe(404);
  await matcher.close();
});

test('an undecodable image comes back by the callback as an error', async () => {
  const matcher = await stack.build('callback-error.sqlite', live('callback-error'));
  const url = `${matcher.url}/v1/identify/EU?transactionId=C3&callback=${encodeURIComponent(receiverUrl)}`;
  expect((await stack.send('POST', url, bodyOf(fingerData(2, Buffer.from('hello'))), { authorization })).status).toBe(202);
  await until(() => heard.length, (count) => count === 1);
  expect([heard[0]!.type, JSON.parse(heard[0]!.body)]).toEqual(['application/error+json', { code: 4004, message: expect.stringContaining('biometricData[0]') }]);
  expect((await stack.send('POST', url.replace('127.0.0.1', 'elsewhere.example').replace(encodeURIComponent(receiverUrl), encodeURIComponent('https://elsewhere.example/')), bodyOf(...fingers), { authorization })).status).not.toBe(202);
  await matcher.close();
});

test('a task without a callback is fetched, by the process after a kill too', async () => {
  const config = live('fetched');
  const first = await stack.spawn('fetched.sqlite', config);
  const url = (base: string): string => `${base}/v1/identify/EU?transactionId=F1`;
  const { status, text } = await stack.send('POST', url(first.url), bodyOf(...fingers), { authorization, prefer: 'respond-async' });
  expect(status).toBe(202);
  const gone = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await gone;
  const { taskId } = JSON.parse(text) as { taskId: string };
  const second = await stack.spawn('fetched.sqlite', config);
  const task = (what: string): Promise<Reply> => stack.send('GET', `${second.url}/v1/tasks/${taskId}/${what}${what.includes('?') ? '&' : '?'}transactionId=F1`, undefined, { authorization });
  const result = await until(() => task('result?waitMs=5000'), (reply) => reply.status === 200);
  expect(result.headers['server-timing']).toMatch(/^queue;dur=/);
  expect((JSON.parse(result.text) as { personId: string }[])[0]!.personId).toBe(stack.people[1]!.reference);
  expect((await task('status')).text).toBe('"COMPLETED"');
  expect(await stack.send('POST', url(second.url), bodyOf(...fingers), { authorization })).toMatchObject({ status: 200, text: result.text, headers: { 'idempotent-replay': 'true' } });
  expect((await stack.send('POST', `${second.url}/v1/tasks/${taskId}/redeliver?transactionId=F1`, undefined, { authorization })).status).toBe(400);
  second.child.kill('SIGKILL');
});

test('metrics tell people, searches, stages and refusals', async () => {
  const matcher = await stack.build('metrics.sqlite');
  await send('POST', `${matcher.url}/v1/identify/EU`, bodyOf(...fingers));
  await send('POST', `${matcher.url}/v1/identify/XX`, bodyOf(...fingers));
  const { status, headers, text } = await stack.send('GET', `${matcher.url}/metrics`);
  expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')]);
  for (const line of ['matcher_people 4', 'matcher_searches_total{status="200"} 1', 'matcher_stage_seconds_count{stage="rerank"} 1', 'matcher_refusals_total{kind="unknown"} 1']) expect(text).toContain(line);
  await matcher.close();
});
