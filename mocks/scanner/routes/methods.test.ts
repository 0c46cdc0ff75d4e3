import { request } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureBody, imageOf, post, startScanner, type Item, type TestService } from '../test-service.ts';

let service: TestService;
beforeEach(async () => { service = await startScanner(); });
afterEach(() => service.close());

interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Bytes over a connection of their own, in pieces, until the other side ends; status 0 = no answer. */
function raw(...pieces: (string | Uint8Array)[]): Promise<Answer> {
  const { hostname, port } = new URL(service.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.setNoDelay(true).on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
  const write = async (): Promise<void> => {
    for (const piece of pieces) await new Promise<void>((resolve) => void socket.write(piece, () => setImmediate(resolve)));
  };
  void write();
  return new Promise((resolve) => socket.on('close', () => {
    const [head, ...body] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
    const [line, ...lines] = head!.split('\r\n');
    const headers = Object.fromEntries(lines.map((header) => [header.split(': ')[0]!.toLowerCase(), header.split(': ').slice(1).join(': ')]));
    resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(line!)?.[1] ?? 0), headers, body: body.join('\r\n\r\n') });
  }));
}

function call(line: string, body: string, header = 'Content-Length'): string {
  return `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nEXT: desk\r\n${header}: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

test('MOSIPDISC, MOSIPDINFO and MOSIPINFO answer what their POSTs answer', async () => {
  const { status, headers, body } = await raw(call('MOSIPDISC /device', '{"type":"Face"}'));
  expect(status).toBe(200);
  expect(headers).toMatchObject({ 'cache-control': 'no-store', location: service.url, connection: 'close', 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) });
  expect(JSON.parse(body)).toEqual((await post(`${service.url}/device`, '{"type":"Face"}')).json);
  for (const method of ['MOSIPDINFO', 'MOSIPINFO']) {
    const info = JSON.parse((await raw(`${method} /info HTTP/1.1\r\n\r\n`)).body) as { deviceInfo: string; error: { errorCode: string } }[];
    expect(info.map(({ error }) => error.errorCode)).toEqual(['0', '0', '0', '0', '110', '100']);
    expect(decodeJwt(info[0]!.deviceInfo)).toMatchObject({ deviceId: 'slap', specVersion: ['1.0', '0.9.5'] });
  }
});

test('RCAPTURE captures, by Node\'s own client too', async () => {
  const text = JSON.stringify(captureBody());
  const imagesOf = (body: string): unknown[] => (JSON.parse(body) as { biometrics: Item[] }).biometrics.map(({ data }) => Buffer.from(decodeJwt(data)['bioValue'] as string, 'base64url').subarray(62));
  expect(imagesOf((await raw(call('RCAPTURE /capture', text))).body)).toEqual([imageOf(2), imageOf(7)]);
  const body = await new Promise<string>((resolve, reject) => {
    const sent = request(`${service.url}/capture`, { method: 'RCAPTURE', headers: { 'content-length': Buffer.byteLength(text) } }, (response) => {
      let all = '';
      response.setEncoding('utf8').on('data', (chunk) => (all += chunk)).on('end', () => resolve(all));
    });
    sent.on('error', reject);
    sent.end(text);
  });
  expect(imagesOf(body)).toEqual([imageOf(2), imageOf(7)]);
});

test('a request is read whatever pieces it comes in, its length in bytes', async () => {
  const bytes = Buffer.from(call('RCAPTURE /capture', JSON.stringify(captureBody({}, { domainUri: 'https://example.org/é' })), 'content-LENGTH'));
  const cuts = [1, 5, 9, 10, 60, bytes.length - 200, bytes.length - 1];
  const { body } = await raw(...cuts.map((cut, k) => bytes.subarray(cuts[k - 1] ?? 0, cut)), bytes.subarray(bytes.length - 1));
  expect(decodeJwt((JSON.parse(body) as { biometrics: Item[] }).biometrics[0]!.data)).toMatchObject({ domainUri: 'https://example.org/é' });
});

test('an ordinary request is read whatever pieces it comes in', async () => {
  const bytes = Buffer.from(call('POST /device', '{"type":"Face"}').replace('\r\nEXT', '\r\nConnection: close\r\nEXT'));
  expect(JSON.parse((await raw(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).body)).toMatchObject([{ deviceId: 'face' }]);
  // "S" may become STREAM until its second letter.
  expect((await raw('S', 'EARCH /device HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).status).toBe(404);
});

test.each([
  ['another path', call('RCAPTURE /device', '{}'), 404],
  ['an encrypted capture, which this scanner has not', call('CAPTURE /capture', '{}'), 404],
  ['a preview, which this scanner has not', call('STREAM /stream', '{}'), 404],
  ['no version', 'MOSIPDISC /device\r\n\r\n', 400],
  ['a length that is none', 'MOSIPDISC /device HTTP/1.1\r\nContent-Length: -1\r\n\r\n', 400],
  ['two lengths', 'MOSIPDISC /device HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
  ['a chunked body', 'MOSIPDISC /device HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 411],
  ['a body over 1 MiB', `RCAPTURE /capture HTTP/1.1\r\nContent-Length: ${(1 << 20) + 1}\r\n\r\n`, 413],
  ['a header over 8 KiB', `RCAPTURE /capture HTTP/1.1\r\nX: ${'x'.repeat(9000)}\r\n\r\n`, 431],
  ['a header without end', `RCAPTURE /capture HTTP/1.1\r\nX: ${'x'.repeat(20_000)}`, 431],
])('the custom methods refuse %s', async (_, bytes, status) => {
  expect((await raw(bytes)).status).toBe(status);
});

test('faults of the reply strike the custom methods too', async () => {
  await service.close();
  service = await startScanner({ faults: [{ kind: 'truncated-body', nth: 1 }, { kind: 'reset', nth: 2 }] });
  const cut = await raw(call('RCAPTURE /capture', JSON.stringify(captureBody())));
  expect([cut.status, Buffer.byteLength(cut.body)]).toEqual([200, Math.floor(Number(cut.headers['content-length']) / 2)]);
  expect((await raw(call('RCAPTURE /capture', JSON.stringify(captureBody())))).status).toBe(0);
  expect((await raw(call('RCAPTURE /capture', JSON.stringify(captureBody())))).status).toBe(200);
});

test('any bytes end in an answer or a closed connection, and the scanner serves on', async () => {
  const begin = fc.constantFrom('', 'MOSIPDISC ', 'RCAPTURE /capture HTTP/1.1\r\n', 'MOSIPDISC /device HTTP/1.1\r\nContent-Length: 4\r\n\r\n', 'POST /rcapture HTTP/1.1\r\n', 'R');
  await fc.assert(fc.asyncProperty(begin, fc.uint8Array({ maxLength: 100 }), async (first, bytes) => {
    const { hostname, port } = new URL(service.url);
    const socket = connect(Number(port), hostname).on('error', () => {});
    socket.end(Buffer.concat([Buffer.from(first), bytes]));
    await new Promise((resolve) => socket.resume().once('close', resolve));
  }), { numRuns: 150 });
  expect((await fetch(`${service.url}/health`)).status).toBe(200);
});

test('close() ends a client that says nothing, and one in the middle of a method', async () => {
  const clients = [raw(''), raw('RCAP')];
  const connections = (): Promise<number> => new Promise((resolve) => void service.server.getConnections((_, count) => setImmediate(resolve, count)));
  while (await connections() < 2);
  await service.close();
  expect((await Promise.all(clients)).map(({ status }) => status)).toEqual([0, 0]);
  service = await startScanner();
});
