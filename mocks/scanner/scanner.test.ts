import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chainHash } from './chain.ts';
import { capture, captureBody, imageOf, onFace, post, startScanner, tcn, type TestService } from './test-service.ts';

let service: TestService;
beforeAll(async () => { service = await startScanner(); });
afterAll(() => service.close());

const device = async (type: string): Promise<Record<string, unknown>[]> => (await post(`${service.url}/device`, JSON.stringify({ type }))).json as Record<string, unknown>[];

test('discovery answers the devices of a type, each with the code of its status', async () => {
  const all = await device('Biometric Device');
  const statuses = all.map((entry) => [entry['deviceId'], entry['deviceStatus'], (entry['error'] as { errorCode: string }).errorCode]);
  expect(statuses).toEqual([
    ['slap', 'Ready', '0'], ['any', 'Ready', '0'], ['one', 'Ready', '0'], ['face', 'Ready', '0'], ['off', 'Not Ready', '110'], ['new', 'Not Registered', '100'],
  ]);
  expect((await device('Face')).map((entry) => entry['serialNo'])).toEqual(['face']);
});

test('discovery tells callback, versions, sub-ids as strings and an unsigned digital id', async () => {
  const [slap] = await device('Finger');
  expect(slap).toMatchObject({ callbackId: `${service.url}/`, specVersion: ['1.0', '0.9.5'], deviceSubId: ['1', '2', '3'], certification: 'L0', purpose: 'Registration' });
  expect(JSON.parse(Buffer.from(slap!['digitalId'] as string, 'base64url').toString())).toMatchObject({
    serialNo: 'slap', type: 'Finger', deviceSubType: 'Slap', dateTime: '2026-06-01T12:00:00Z',
  });
});

test.each([
  ['a type without devices', '{"type":"Iris"}', '106'],
  ['an unknown type', '{"type":"Palm"}', '502'],
  ['no type', '{}', '502'],
  ['no JSON', '{', '123'],
  ['nothing', '', '123'],
])('discovery refuses %s', async (_, body, code) => {
  const { status, json } = await post(`${service.url}/device`, body);
  expect([status, (json as { error: { errorCode: string } }[])[0]!.error.errorCode]).toEqual([200, code]);
});

test('info signs what it tells, except for an unregistered device', async () => {
  const response = await fetch(`${service.url}/info`, { method: 'POST' });
  const list = await response.json() as { deviceInfo: string; error: { errorCode: string } }[];
  expect(list.map((entry) => entry.error.errorCode)).toEqual(['0', '0', '0', '0', '110', '100']);
  const { publicKey } = new X509Certificate(Buffer.from(decodeProtectedHeader(list[0]!.deviceInfo).x5c![0]!, 'base64'));
  const signed = JSON.parse(Buffer.from((await compactVerify(list[0]!.deviceInfo, publicKey)).payload).toString()) as Record<string, string>;
  expect(signed).toMatchObject({ deviceId: 'slap', env: 'Developer', firmware: '1.0.0' });
  expect(decodeJwt(signed['digitalId']!)).toMatchObject({ serialNo: 'slap' });
  expect(JSON.parse(Buffer.from(list[5]!.deviceInfo, 'base64url').toString())).toMatchObject({ deviceId: 'new', env: 'None' });
});

test('capture answers one item a finger in the order requested, signed and chained', async () => {
  const { items, data } = await capture(service.url, captureBody());
  expect(data.map((item) => [item['bioSubType'], item['qualityScore']])).toEqual([['Right IndexFinger', '60'], ['Left IndexFinger', '90']]);
  let previous = '';
  for (const [index, fgp] of [2, 7].entries()) {
    const record = Buffer.from(data[index]!['bioValue'] as string, 'base64url');
    expect(record.subarray(62)).toEqual(imageOf(fgp));
    expect(record[40]).toBe(fgp);
    previous = chainHash(previous, record);
    expect(items[index]!.hash).toBe(previous);
    const header = decodeProtectedHeader(items[index]!.data);
    expect([header.alg, header.typ]).toEqual(['RS256', 'JWT']);
    const { publicKey } = new X509Certificate(Buffer.from(header.x5c![0]!, 'base64'));
    await expect(compactVerify(items[index]!.data, publicKey)).resolves.toBeDefined();
    await expect(compactVerify(data[index]!['digitalId'] as string, publicKey)).resolves.toBeDefined();
  }
});

test('capture continues the chain of a call before', async () => {
  const first = await capture(service.url, captureBody());
  const last = first.items[1]!.hash;
  const { items, data } = await capture(service.url, captureBody({ ...onFace, previousHash: last.toLowerCase() }));
  expect(items[0]!.hash).toBe(chainHash(last, Buffer.from(data[0]!['bioValue'] as string, 'base64url')));
});

test('capture of a face has no bioSubType and a face record', async () => {
  const { data } = await capture(service.url, captureBody(onFace));
  expect(data[0]).not.toHaveProperty('bioSubType');
  expect(data[0]).toMatchObject({ bioType: 'Face', qualityScore: '82' });
  const record = Buffer.from(data[0]!['bioValue'] as string, 'base64url');
  expect([record.toString('latin1', 0, 8), record.subarray(73)]).toEqual(['FAC\x00030\x00', imageOf(0)]);
});

test('capture echoes what the client must find again, and stamps the device\'s own clock', async () => {
  const call = { env: 'Staging', domainUri: 'https://example.org/é', specVersion: ['9.9', '1'], captureTime: '2020-01-02T03:04:05Z' };
  const { items, data } = await capture(service.url, captureBody({ requestedScore: 33.5 }, call));
  expect(items.map((item) => item.specVersion)).toEqual(['9.9', '9.9']);
  expect(data[0]).toMatchObject({
    transactionId: tcn, env: 'Staging', domainUri: 'https://example.org/é', purpose: 'Registration', captureTime: '2020-01-02T03:04:05Z',
    requestedScore: '33.5', timestamp: '2026-06-01T12:00:00Z',
  });
});

test('capture omits domainUri when the request has none', async () => {
  const { data } = await capture(service.url, captureBody());
  expect(data[0]).not.toHaveProperty('domainUri');
});

test.each([
  ['transaction id too short', {}, { transactionId: 'abc' }, '112'],
  ['transaction id too long', {}, { transactionId: 'a'.repeat(51) }, '112'],
  ['transaction id with a stray character', {}, { transactionId: 'ab_cd' }, '112'],
  ['transaction id that is a number', {}, { transactionId: 12345 }, '112'],
  ['transaction id missing', {}, { transactionId: undefined }, '112'],
  ['unknown device', { serialNo: 'nobody' }, {}, '106'],
  ['no device', { serialNo: undefined, deviceId: undefined }, {}, '106'],
  ['sub-id that the device lacks', { deviceSubId: 1 }, {}, '106'],
  ['type of another device', { type: 'Face' }, {}, '120'],
  ['unknown type', { type: 'Palm' }, {}, '114'],
  ['iris', { type: 'Iris' }, {}, '114'],
  ['unknown environment', {}, { env: 'Moon' }, '115'],
  ['purpose Auth', {}, { purpose: 'Auth' }, '121'],
  ['unknown finger', { bioSubType: ['Right IndexFinger', 'Tail'] }, {}, '119'],
  ['UNKNOWN finger', { bioSubType: ['UNKNOWN'], count: 1 }, {}, '119'],
  ['a finger twice', { bioSubType: ['Right IndexFinger', 'Right IndexFinger'] }, {}, '119'],
  ['unknown exception', { exception: ['Tail'] }, {}, '117'],
  ['count that differs from the fingers', { count: 3 }, {}, '109'],
  ['no finger', { count: 0, bioSubType: [] }, {}, '109'],
  ['two devices', {}, { bio: [{ ...bioOf({}) }, { ...bioOf({}) }] }, '109'],
  ['two fingers on a single reader', { serialNo: 'one' }, {}, '109'],
  ['two faces', { ...onFace, count: 2 }, {}, '109'],
  ['three of four fingers on a slap', { ...onSlap(2, ['Index', 'Middle', 'Ring']) }, {}, '109'],
  ['four fingers as thumbs', { ...onSlap(3, ['Index', 'Middle', 'Ring', 'Little']) }, {}, '109'],
  ['the wrong hand on a slap', { ...onSlap(1, ['Index', 'Middle', 'Ring', 'Little']) }, {}, '118'],
  ['a finger and its exception', { ...onSlap(2, ['Index', 'Middle', 'Ring']), exception: ['Right RingFinger'] }, {}, '118'],
  ['sub-id 0 of a slap', { ...onSlap(0, ['Index', 'Middle', 'Ring', 'Little']) }, {}, '106'],
  ['device not ready', { serialNo: 'off' }, {}, '110'],
  ['device not registered', { serialNo: 'new' }, {}, '100'],
  ['a transaction without captures', {}, { transactionId: '2600000043C', timeout: 50 }, '101'],
  ['a finger without capture', { bioSubType: ['Left Thumb', 'Left LittleFinger'] }, { timeout: 50 }, '101'],
  ['nothing placed in time', {}, { timeout: 1 }, '101'],
  ['timeout 0', {}, { timeout: 0 }, '123'],
  ['timeout above five minutes', {}, { timeout: 300_001 }, '123'],
  ['timeout in words', {}, { timeout: 'soon' }, '123'],
  ['score above 100', { requestedScore: '101' }, {}, '123'],
  ['broken previous hash', { previousHash: 'abc' }, {}, '123'],
  ['no bio', {}, { bio: [] }, '123'],
  ['51 custom options', {}, { customOpts: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 1])) }, '123'],
])('capture refuses %s', async (_, bio, call, code) => {
  const { items } = await capture(service.url, captureBody(bio, call));
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ data: '', hash: '', error: { errorCode: code } });
});

test('capture names every problem of a body at once', async () => {
  const { items } = await capture(service.url, captureBody({ requestedScore: '101' }, { timeout: 0 }));
  expect(items[0]!.error.errorInfo).toMatch(/timeout: .*bio\.0\.requestedScore: /);
});

test('capture of a whole slap, with an exception, and of both thumbs', async () => {
  const four = await capture(service.url, captureBody(onSlap(2, ['Index', 'Middle', 'Ring', 'Little'])));
  expect(four.data.map((item) => item['qualityScore'])).toEqual(['60', '64', '72', '84']);
  const three = await capture(service.url, captureBody({ ...onSlap(2, ['Index', 'Middle', 'Ring']), exception: ['Right LittleFinger'] }));
  expect(three.data).toHaveLength(3);
  const thumb = await capture(service.url, captureBody({ ...bioOf({ deviceSubId: 3, count: 1 }), serialNo: 'slap', bioSubType: ['Left Thumb'], exception: ['Right Thumb'] }));
  expect(thumb.data.map((item) => item['bioSubType'])).toEqual(['Left Thumb']);
});

test('the device of the older dialect is named by deviceId', async () => {
  expect((await capture(service.url, captureBody({ serialNo: undefined }))).code).toBe('0');
});

test('numbersAsStrings false emits numbers', async () => {
  const other = await startScanner({ numbersAsStrings: false });
  const { data } = await capture(other.url, captureBody({ count: 2, requestedScore: 40, deviceSubId: 0 }, { timeout: 5000 }));
  const [slap] = (await post(`${other.url}/device`, '{"type":"Finger"}')).json as Record<string, unknown>[];
  await other.close();
  expect(data[0]).toMatchObject({ requestedScore: 40, qualityScore: 60 });
  expect(slap!['deviceSubId']).toEqual([1, 2, 3]);
});

function bioOf(parts: Record<string, unknown>): Record<string, unknown> {
  return { ...(captureBody()['bio'] as Record<string, unknown>[])[0], ...parts };
}

function onSlap(deviceSubId: number, names: string[]): Record<string, unknown> {
  return { serialNo: 'slap', deviceSubId, count: names.length, bioSubType: names.map((name) => `Right ${name}Finger`) };
}
