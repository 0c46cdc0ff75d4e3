import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders, type SecureClientSessionOptions } from 'node:http2';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../../src/core/clock.ts';
import { formatTcn } from '../../src/core/tcn.ts';
import { encodeSearch } from '../../src/inti/search.ts';
import { jpegOf, wsqOf } from '../../src/inti/testing/images.ts';
import type { Search } from '../../src/inti/types.ts';
import type { Service } from '../../src/service/serve.ts';
import { makeTrust, type KeyPairFiles, type Trust } from '../../src/service/trust.ts';
import { buildGateway } from './build.ts';
import { gatewayConfig } from './config.ts';

/** The originator of the tests' one site. */
export const ori = 'AL/SITE01';
export const secret = 'a secret of the tests, 32 bytes or more';

/** What a fake server heard. */
export interface Call {
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: any;
}

/** What a fake server says; null = nothing, ever. */
export type Say = { status: number; json?: unknown; headers?: Record<string, string> } | null;

/** An HTTPS server whose answers a test decides. */
interface Fake {
  url: string;
  calls: Call[];
  /** Replace to change what it says. */
  say: (call: Call) => Say | Promise<Say>;
  close(): void;
}

/** Everything around one gateway: authority, clients' certificates, fake matcher, fake inbox. */
export interface TestStack {
  dir: string;
  trust: Trust;
  site: KeyPairFiles;
  matcher: Fake;
  inbox: Fake;
  /** Log events of the gateways built here. */
  log: { event: string; fields: Record<string, unknown> }[];
  config(journal: string, overrides?: Record<string, unknown>): Record<string, unknown>;
  build(journal: string, overrides?: Record<string, unknown>): Promise<Service>;
  spawn(journal: string, overrides?: Record<string, unknown>): Promise<{ url: string; child: ChildProcess }>;
  connect(url: string, as?: KeyPairFiles, options?: SecureClientSessionOptions): ClientHttp2Session;
  close(): void;
}

export async function makeTestStack(): Promise<TestStack> {
  const dir = mkdtempSync(join(tmpdir(), 'gateway-'));
  const trust = await makeTrust(join(dir, 'trust'));
  const site = await trust.site(ori, 'AL', 'AL-HAN');
  const [matcher, inbox] = [await fake(trust), await fake(trust)];
  writeFileSync(join(dir, 'secret'), `${secret}\n`);
  const log: TestStack['log'] = [];
  const sessions = new Set<ClientHttp2Session>();
  const children = new Set<ChildProcess>();

  const config: TestStack['config'] = (journal, overrides = {}) => ({
    tls: { ...trust.server, caFile: trust.caFile },
    journalFile: join(dir, journal),
    tcnYear: 26,
    matcher: { urls: [matcher.url], caFile: trust.caFile, jwtSecretFile: join(dir, 'secret') },
    decision: { threshold: 1000 },
    ncb: { url: inbox.url, caFile: trust.caFile, ...trust.operator },
    notifyCountries: ['AL', 'ME'],
    ...overrides,
  });
  return {
    dir, trust, site, matcher, inbox, log, config,
    build: (journal, overrides) => buildGateway(gatewayConfig.parse(config(journal, overrides)), (event, fields = {}) => void log.push({ event, fields }), systemClock),
    async spawn(journal, overrides) {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), '--config', '-'], { stdio: ['pipe', 'pipe', 'ignore'] });
      children.add(child);
      child.stdin!.end(JSON.stringify(config(journal, overrides)));
      const [line] = await once(createInterface(child.stdout!), 'line') as [string];
      return { url: (JSON.parse(line) as { url: string }).url, child };
    },
    connect(url, as = site, options = {}) {
      const session = connect(url, { ...options, ca: readFileSync(trust.caFile), cert: readFileSync(as.certFile), key: readFileSync(as.keyFile) });
      session.on('error', () => {});
      sessions.add(session);
      return session;
    },
    close() {
      for (const session of sessions) session.destroy();
      for (const child of children) child.kill('SIGKILL');
      matcher.close();
      inbox.close();
      rmSync(dir, { recursive: true });
    },
  };
}

async function fake(trust: Trust): Promise<Fake> {
  const tls = { cert: readFileSync(trust.server.certFile), key: readFileSync(trust.server.keyFile), minVersion: 'TLSv1.3' } as const;
  const calls: Call[] = [];
  const server = createServer(tls, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url!, 'https://localhost');
      const call = { path: pathname, query: searchParams, headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) };
      calls.push(call);
      void Promise.resolve(self.say(call)).then((said) => {
        if (!said) return;
        const { status, json, headers = {} } = said;
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(json === undefined ? undefined : JSON.stringify(json));
      });
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const self: Fake = {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    say: () => ({ status: 204 }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return self;
}

/** A response over HTTP/2; status 0 = the stream ended without one. */
export interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One request over a session; resolves at the stream's close, whatever happened. */
export function send(session: ClientHttp2Session, headers: OutgoingHttpHeaders, body?: Uint8Array): Promise<Response> {
  return new Promise((resolve) => {
    const response: Response = { status: 0, headers: {}, body: Buffer.alloc(0) };
    if (session.destroyed || session.closed) return resolve(response);
    const stream = session.request(headers, { endStream: body === undefined });
    stream.on('response', (got) => Object.assign(response, { status: got[':status'], headers: got }));
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => {});
    stream.on('close', () => resolve({ ...response, body: Buffer.concat(chunks) }));
    if (body !== undefined) stream.end(body);
  });
}

export function post(session: ClientHttp2Session, file: Uint8Array, headers: OutgoingHttpHeaders = {}): Promise<Response> {
  return send(session, { ':method': 'POST', ':path': '/v1/transactions', 'content-type': 'application/octet-stream', prefer: 'wait=10', ...headers }, file);
}

export function get(session: ClientHttp2Session, path: string, headers: OutgoingHttpHeaders = {}): Promise<Response> {
  return send(session, { ':method': 'GET', ':path': path, ...headers });
}

/** A search of two fingers and a face; behind their headers the images are bytes no matcher would take. */
export function searchOf(serial: number, overrides: Partial<Search> = {}): Search {
  const body = new Uint8Array(600).map((_, index) => (index * 31 + serial) % 256);
  return {
    tot: 'NPS', tcn: formatTcn(26, serial), ori, dai: 'ZZ/GATEWAY', priority: 4, atMs: Date.UTC(2026, 2, 14, 10, 15, 30),
    fingers: [2, 7].map((fgp) => ({ fgp, impressionType: 0, width: 400, height: 500, wsq: wsqOf(400, 500, body) })),
    face: { width: 480, height: 640, jpeg: jpegOf(480, 640, body) },
    ...overrides,
  };
}

export function fileOf(serial: number, overrides: Partial<Search> = {}): Uint8Array {
  return encodeSearch(searchOf(serial, overrides));
}

/** A candidate as the matcher tells it. */
export function candidateOf(personId: string, score: number, ownerCountry = personId.slice(0, 2)): Record<string, unknown> {
  return { personId, rank: 1, score, scores: [{ score, biometricType: 'FINGER' }], others: { ownerCountry, recordYear: 2011 } };
}

/** Polls until `done` gives something else than null or false, at most 10 s. */
export async function until<T>(done: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const value = await done();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('waited 10 s in vain');
}
