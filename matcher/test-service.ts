import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SignJWT, type JWTPayload } from 'jose';
import { systemClock } from '../src/core/clock.ts';
import { finger, slaps } from '../src/core/fingers.ts';
import type { GalleryPlan } from '../src/core/plan.ts';
import type { Service } from '../src/service/serve.ts';
import { makeTrust, type Trust } from '../src/service/trust.ts';
import { CorpusWriter, type GalleryRecord } from '../synth/corpus.ts';
import { enrolStranger } from '../synth/enrol.ts';
import { faceImage, fingerImage } from '../synth/images.ts';
import { makeSlapWsq } from '../synth/native.ts';
import { buildMatcher } from './build.ts';
import { matcherConfig } from './config.ts';

export const secret = 'a secret of the tests, 32 bytes or more';

/** Four people, each with two fingers and a portrait. */
const gallery: GalleryPlan = { seed: 20263, size: 4, recordedUntil: 2024, origins: [{ country: 'AL', weight: 1 }], fingers: [2, 7], face: true, crowd: 0, shards: 1, mates: [] };
const fap = 20;

/** A reply of the service. */
export interface Reply {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Everything around one matcher: authority, corpus, a client. */
export interface TestMatcher {
  dir: string;
  trust: Trust;
  people: GalleryRecord[];
  /** Log events of the services built here. */
  log: { event: string; fields: Record<string, unknown> }[];
  config(journal: string, overrides?: Record<string, unknown>): Record<string, unknown>;
  build(journal: string, overrides?: Record<string, unknown>): Promise<Service>;
  spawn(journal: string, overrides?: Record<string, unknown>): Promise<{ url: string; child: ChildProcess; lines: Record<string, unknown>[] }>;
  /** One request over a keep-alive connection, with a good token unless the headers say otherwise; status 0 = the connection broke. */
  send(method: string, url: string, body?: string | Uint8Array, headers?: Record<string, string>): Promise<Reply>;
  close(): void;
}

export async function makeTestMatcher(): Promise<TestMatcher> {
  const dir = mkdtempSync(join(tmpdir(), 'matcher-'));
  const trust = await makeTrust(join(dir, 'trust'));
  const people = await writeGallery(join(dir, 'gallery.sqlite'));
  mkdirSync(join(dir, 'templates'));
  writeFileSync(join(dir, 'secret'), `${secret}\n`);
  const log: TestMatcher['log'] = [];
  const children = new Set<ChildProcess>();
  const agent = new Agent({ ca: readFileSync(trust.caFile), keepAlive: true });
  const bearer = await token();

  const config: TestMatcher['config'] = (journal, overrides = {}) => ({
    tls: trust.server,
    jwtSecretFile: join(dir, 'secret'),
    corpora: [join(dir, 'gallery.sqlite')],
    cacheDir: join(dir, 'templates'),
    threads: 2,
    journalFile: join(dir, journal),
    galleryId: 'EU',
    ...overrides,
  });
  return {
    dir, trust, people, log, config,
    build: (journal, overrides) => buildMatcher(matcherConfig.parse(config(journal, overrides)), (event, fields = {}) => void log.push({ event, fields }), systemClock),
    async spawn(journal, overrides) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), '--config', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
      children.add(child);
      const lines: Record<string, unknown>[] = [];
      createInterface(child.stderr).on('line', (line) => lines.push(line.startsWith('{') ? JSON.parse(line) : { line }));
      child.stdin.end(JSON.stringify(config(journal, overrides)));
      const [line] = await once(createInterface(child.stdout), 'line') as [string];
      return { url: (JSON.parse(line) as { url: string }).url, child, lines };
    },
    send: (method, url, body, headers = {}) => new Promise((resolve) => {
      const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const call = request(url, { method, agent, headers: { authorization: bearer, ...type, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', () => {});
        response.on('close', () => resolve({ status: response.statusCode!, headers: response.headers, text: Buffer.concat(chunks).toString('utf8') }));
      });
      call.on('error', () => resolve({ status: 0, headers: {}, text: '' }));
      call.end(body);
    }),
    close() {
      agent.destroy();
      for (const child of children) child.kill('SIGKILL');
      rmSync(dir, { recursive: true });
    },
  };
}

async function writeGallery(file: string): Promise<GalleryRecord[]> {
  const people = await Promise.all(Array.from({ length: gallery.size }, (_, number) => enrolStranger(gallery, number, fap)));
  const writer = CorpusWriter.open(file, 'gallery')!;
  for (const person of people) writer.addPerson(person);
  writer.finish('tests', gallery);
  return people;
}

/** A bearer token, good for the service unless told otherwise. */
export async function token(claims: JWTPayload = { scope: 'abis.identify' }, key = secret, lifeS: number | null = 600): Promise<string> {
  const nowS = Math.floor(systemClock.wallMs() / 1000);
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' });
  if (lifeS !== null) jwt.setExpirationTime(nowS + lifeS);
  return `Bearer ${await jwt.sign(new TextEncoder().encode(key))}`;
}

/** A finger of a person, taken again. */
export async function probeWsq({ person }: GalleryRecord, fgp: number): Promise<Buffer> {
  const { bytes } = await fingerImage(person, { fgp, impression: 1, preset: 'easy', condition: 'normal', fap });
  return Buffer.from(bytes);
}

/** A slap of a person. */
export async function slapWsq({ person: { ref } }: GalleryRecord, position: number, tiltDeg = 0): Promise<Buffer> {
  const { fgps } = slaps.find((slap) => slap.position === position)!;
  const fingers = fgps.map((fgp) => ({ finger: fgp, condition: 'normal' as const }));
  return (await makeSlapWsq({ seed: ref.seed, person: ref.number, fingers, impression: 1, preset: 'easy', tiltDeg, widthPx: 1600, heightPx: 1500 }, 0.75)).wsq;
}

/** A person's face, taken again in the year of the record. */
export async function probeJpeg({ person, recordYear }: GalleryRecord): Promise<Buffer> {
  const { bytes } = await faceImage(person, { capture: 1, preset: 'mild', year: recordYear });
  return Buffer.from(bytes);
}

export function faceData(jpeg: Uint8Array): Record<string, unknown> {
  return { biometricType: 'FACE', biometricSubType: 'PORTRAIT', image: Buffer.from(jpeg).toString('base64'), compression: 'JPEG' };
}

export function fingerData(fgp: number, wsq: Uint8Array): Record<string, unknown> {
  return { biometricType: 'FINGER', biometricSubType: finger(fgp).osia, image: Buffer.from(wsq).toString('base64'), compression: 'WSQ' };
}

export function slapData(position: number, wsq: Uint8Array): Record<string, unknown> {
  return { ...fingerData(1, wsq), biometricSubType: slaps.find((slap) => slap.position === position)!.osia };
}

export function bodyOf(...biometricData: Record<string, unknown>[]): string {
  return JSON.stringify({ filter: {}, biometricData });
}
