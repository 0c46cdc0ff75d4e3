import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { decodeJwt } from 'jose';
import type { z } from 'zod';
import type { Clock } from '../../src/core/clock.ts';
import { buildScanner } from './build.ts';
import { scannerConfig } from './config.ts';

/** What stands in the test corpus: the mean quality of the four fingers is 70, that of the face 82. */
export const tcn = '2600000042B';
const qualities: Record<number, number> = { 0: 82, 2: 60, 3: 64, 4: 72, 5: 84, 6: 50, 7: 90 };

/** The bytes of a prepared capture; not an image, which nothing here would notice. */
export function imageOf(fgp: number): Buffer {
  return Buffer.from(`image of finger ${fgp}`);
}

/** Noon of 1 June 2026, standing still. */
const noon: Clock = { nowMs: () => 0, wallMs: () => Date.UTC(2026, 5, 1, 12, 0, 0, 345) };

/** A scanner that listens, and what its log heard. */
export interface TestService {
  url: string;
  server: Server;
  log: { event: string; fields: Record<string, unknown> }[];
  close(): Promise<void>;
}

/** Starts a scanner over real HTTP and a real corpus: devices `slap`, `any`, `one`, `face`, `off`, `new`. */
export async function startScanner(overrides: Partial<z.input<typeof scannerConfig>> = {}): Promise<TestService> {
  const dir = mkdtempSync(join(tmpdir(), 'scanner-'));
  const log: TestService['log'] = [];
  const finger = { kind: 'Finger', subType: 'Touchless', fap: 50, deviceSubIds: [0] } as const;
  const config = scannerConfig.parse({
    seed: 7,
    capturesFile: writeCorpus(join(dir, 'captures.sqlite')),
    captureScale: 0.01,
    devices: [
      { ...finger, deviceId: 'slap', subType: 'Slap', deviceSubIds: [1, 2, 3] },
      { ...finger, deviceId: 'any' },
      { ...finger, deviceId: 'one', subType: 'Single', fap: 20 },
      { deviceId: 'face', kind: 'Face', subType: 'Full face', fap: 40, deviceSubIds: [0] },
      { ...finger, deviceId: 'off', status: 'Not Ready' },
      { ...finger, deviceId: 'new', status: 'Not Registered' },
    ],
    ...overrides,
  });
  const app = await buildScanner(config, noon, (event, fields = {}) => log.push({ event, fields }));
  const url = await app.listen({ host: config.host, port: config.port });
  return {
    url,
    server: app.server,
    log,
    close: async () => {
      await app.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** Writes a captures corpus of schema 1. */
export function writeCorpus(file: string, meta: Record<string, string> = { schemaVersion: '1', kind: 'captures' }): string {
  const database = new DatabaseSync(file);
  database.exec(`CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT);
    CREATE TABLE capture(tcn TEXT, kind TEXT, fgp INTEGER, width INTEGER, height INTEGER, quality INTEGER, bytes BLOB, truth TEXT, PRIMARY KEY(tcn, kind, fgp))`);
  for (const [key, value] of Object.entries(meta)) database.prepare('INSERT INTO meta VALUES (?, ?)').run(key, value);
  const insert = database.prepare('INSERT INTO capture VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  for (const [fgp, quality] of Object.entries(qualities)) {
    insert.run(tcn, fgp === '0' ? 'face' : 'finger', Number(fgp), 400, 500, quality, imageOf(Number(fgp)), '{}');
  }
  database.close();
  return file;
}

export interface Answer {
  status: number;
  headers: Headers;
  json: unknown;
}

/** One POST with a text body. */
export async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

/** A well formed capture of the right hand on `any`; the parts replace its keys. */
export function captureBody(bio: Record<string, unknown> = {}, call: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    env: 'Developer',
    purpose: 'Registration',
    specVersion: '0.9.5',
    timeout: '5000',
    captureTime: '2026-06-01T11:59:58Z',
    transactionId: tcn,
    bio: [{
      type: 'Finger',
      count: '2',
      bioSubType: ['Right IndexFinger', 'Left IndexFinger'],
      exception: [],
      requestedScore: '40',
      serialNo: 'any',
      deviceId: 'any',
      deviceSubId: '0',
      previousHash: '',
      ...bio,
    }],
    ...call,
  };
}

/** The parts of `bio` that ask another device. */
export const onFace = { type: 'Face', count: '1', bioSubType: undefined, serialNo: 'face', deviceId: 'face' };

export interface Item {
  specVersion: string;
  data: string;
  hash: string;
  error: { errorCode: string; errorInfo: string };
}

/** One registration capture over HTTP. */
export async function capture(url: string, body: Record<string, unknown>): Promise<{ items: Item[]; code: string; data: Record<string, unknown>[] }> {
  const { json } = await post(`${url}/rcapture`, JSON.stringify(body));
  const items = (json as { biometrics: Item[] }).biometrics;
  return { items, code: items[0]!.error.errorCode, data: items.filter((item) => item.data !== '').map((item) => decodeJwt(item.data)) };
}
