import 'reflect-metadata';
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as x509 from '@peculiar/x509';
import { faceRecord, fingerRecord } from './iso-records.ts';

/** What goes wrong with one capture: an SBI code, or a fault of the reply. */
export type CaptureFault = { code: string } | 'truncated' | 'reset' | 'broken-chain' | 'bad-signature' | 'bad-image' | 'not-json';

/** One capture as the scanner saw it. */
export interface SeenCapture {
  transactionId: string;
  type: string;
  previousHash: string;
}

/** A scanner for tests: dialect B, one finger and one face device; the images are others at each capture, as a person's are. */
export interface FakeScanner {
  url: string;
  captures: SeenCapture[];
  /** Faults of the next captures, taken from the front; null is none. */
  faults: (CaptureFault | null)[];
  /** Time of a capture, ms. */
  captureMs: number;
  /** Hears of each capture as it begins and when its reply leaves. */
  onCapture(moment: 'begun' | 'done', seen: SeenCapture): void;
  close(): Promise<void>;
}

export const fingerDeviceId = 'FINGER-1';
export const faceDeviceId = 'FACE-1';

/** @param sizes bytes of the images */
export async function startFakeScanner(sizes: { finger: number; face: number } = { finger: 3000, face: 6000 }): Promise<FakeScanner> {
  const sign = await makeSigner();
  const scanner = { captures: [] as SeenCapture[], faults: [] as (CaptureFault | null)[], captureMs: 0, onCapture: (_moment: 'begun' | 'done', _seen: SeenCapture): void => {} };
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      if (request.url === '/device') return reply(response, devices(url, String(body.type)));
      const bio = (body.bio as Record<string, unknown>[])[0]!;
      const transactionId = String(body.transactionId);
      const seen = { transactionId, type: String(bio.type), previousHash: String(bio.previousHash) };
      scanner.captures.push(seen);
      scanner.onCapture('begun', seen);
      const fault = scanner.faults.shift() ?? null;
      await new Promise((resolve) => setTimeout(resolve, scanner.captureMs));
      if (fault === 'reset') return request.socket.destroy();
      if (fault === 'not-json') return response.end('<html>');
      if (fault !== null && typeof fault === 'object') return reply(response, { biometrics: [{ specVersion: '1.0', data: '', hash: '', error: { errorCode: fault.code, errorInfo: 'asked for' } }] });
      const items = capture(bio, { transactionId, number: scanner.captures.length }, sizes, sign, fault);
      scanner.onCapture('done', seen);
      return fault === 'truncated' ? truncate(response, { biometrics: items }) : reply(response, { biometrics: items });
    });
  });
  const url = await listen(server);
  return Object.assign(scanner, { url, close: () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections()) });
}

function capture(bio: Record<string, unknown>, { transactionId, number }: { transactionId: string; number: number }, sizes: { finger: number; face: number }, sign: (payload: object) => string, fault: CaptureFault | null): object[] {
  const names = (bio.bioSubType as string[] | undefined) ?? [''];
  let previous = Buffer.from(String(bio.previousHash), 'hex');
  return names.map((name) => {
    const iso = bio.type === 'Face' ? faceRecord(480, 640, image(`${number}/face`, sizes.face)) : fingerRecord(400, 500, image(`${number}/${name}`, sizes.finger));
    if (fault === 'bad-image') iso.writeUInt8(99, bio.type === 'Face' ? 59 : 52);
    const own = createHash('sha256').update(iso).digest();
    previous = createHash('sha256').update(fault === 'broken-chain' ? Buffer.alloc(32) : previous).update(own).digest();
    const data = sign({ bioType: bio.type, bioSubType: name, bioValue: iso.toString('base64url'), transactionId, qualityScore: '60' });
    return { specVersion: '1.0', data: fault === 'bad-signature' ? `${data.slice(0, -8)}AAAAAAAA` : data, hash: previous.toString('hex').toUpperCase(), error: { errorCode: '0', errorInfo: 'Success' } };
  });
}

/** Bytes that depend on the name alone. */
function image(name: string, length: number): Buffer {
  const seed = createHash('sha512').update(name).digest();
  return Buffer.alloc(length, seed);
}

function devices(url: string, type: string): object[] {
  const both = [{ type: 'Finger', serialNo: fingerDeviceId }, { type: 'Face', serialNo: faceDeviceId }];
  return both.filter((device) => device.type === type).map(({ serialNo }) => ({ serialNo, deviceStatus: 'Ready', specVersion: ['1.0'], callbackId: `${url}/`, deviceSubId: ['0'], error: { errorCode: '0', errorInfo: 'Success' } }));
}

async function makeSigner(): Promise<(payload: object) => string> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys = {
    privateKey: await crypto.subtle.importKey('pkcs8', privateKey.export({ type: 'pkcs8', format: 'der' }), algorithm, true, ['sign']),
    publicKey: await crypto.subtle.importKey('spki', publicKey.export({ type: 'spki', format: 'der' }), algorithm, true, ['verify']),
  };
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({ name: 'CN=scanner', keys, signingAlgorithm: algorithm });
  const header = Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'JWT', x5c: [Buffer.from(certificate.rawData).toString('base64')] })).toString('base64url');
  return (payload) => {
    const signed = `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}`;
    return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey).toString('base64url')}`;
  };
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
}

function reply(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text), connection: 'close' }).end(text);
}

function truncate(response: ServerResponse, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(200, { 'content-length': Buffer.byteLength(text), connection: 'close' });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
