import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { Http2SecureServer, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { encodeAnswer } from '../../inti/answer.ts';
import type { Trust } from '../../service/trust.ts';

/** What the gateway does with a file: answers it, answers later by `Location`, says nothing, cuts the connection, answers another's, or a bare status. */
export type Treatment = 'answer' | 'later' | 'silence' | 'cut' | 'wrong-tcr' | { status: number; retryAfterS?: number };

/** What it says when asked for a later answer: 200, 204, 404, or the answer to another search. */
export type LaterTreatment = 'answer' | 'not-yet' | 'unknown' | 'wrong-tcr' | 'cut';

/** Moments of a check at the gateway: its first bytes are here, it was acknowledged by 202, its answer left. */
export type Moment = 'upload' | 'acknowledged' | 'answered';

/** What the gateway saw of one check. */
export interface SeenCheck {
  posts: number;
  gets: number;
  /** POSTs whose stream is open, and the most of them at one time. */
  open: number;
  openMax: number;
  /** SHA-256 of each different file that came whole. */
  digests: Set<string>;
  /** Certificate's O, and 1.008 of the file. */
  ori: string;
}

/** A gateway for tests: mutual TLS 1.3, HTTP/2, answers at once unless told otherwise. */
export interface FakeGateway {
  url: string;
  seen: Map<string, SeenCheck>;
  /** TCNs in the order of their first whole POST. */
  order: string[];
  /** Sessions opened so far, and how many of them resumed TLS. */
  sessions: { opened: number; resumed: number };
  /** `Prefer` of the last request. */
  prefer: string | undefined;
  treat(tcn: string, posts: number): Treatment;
  treatLater(tcn: string, gets: number): LaterTreatment;
  /** Hears of every moment. */
  onMoment(moment: Moment, tcn: string): void;
  /** Candidate reference by TCN: such a check is a hit. */
  hits: Map<string, string>;
  /** Ends listener and connections. */
  stop(): Promise<void>;
  /** Listens again on the same port. */
  start(): Promise<void>;
}

export const serverTiming = 'validate;dur=1, journal;dur=2, admission;dur=0, identify;dur=1, match-extract;dur=3, decide;dur=1, total;dur=8';

/** TLS tickets outlive a restart of the listener, as they do behind a load balancer. */
const ticketKeys = Buffer.alloc(48, 7);

export async function startFakeGateway(trust: Pick<Trust, 'caFile' | 'server'>): Promise<FakeGateway> {
  const live = new Set<Socket | ServerHttp2Session>();
  let port = 0;
  let server: Http2SecureServer;
  const gateway: FakeGateway = {
    url: '', seen: new Map(), order: [], sessions: { opened: 0, resumed: 0 }, prefer: undefined, hits: new Map(),
    treat: () => 'answer',
    treatLater: () => 'answer',
    onMoment: () => {},
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of live) connection.destroy();
      await closed;
    },
    start: async () => {
      server = listening();
      await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      gateway.url = `https://127.0.0.1:${port}`;
    },
  };
  const listening = (): Http2SecureServer => {
    const made = createSecureServer({
      cert: readFileSync(trust.server.certFile), key: readFileSync(trust.server.keyFile), ca: readFileSync(trust.caFile), ticketKeys,
      minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true, settings: { initialWindowSize: 1 << 20 },
    });
    const watch = (connection: Socket | ServerHttp2Session): void => {
      live.add(connection);
      connection.on('error', () => {});
      connection.on('close', () => live.delete(connection));
    };
    // A socket that never gets through its handshake has no session, and would hold up the listener's end.
    made.on('connection', watch);
    made.on('session', (session) => {
      watch(session);
      session.setLocalWindowSize(1 << 20);
      gateway.sessions.opened += 1;
      if ((session.socket as TLSSocket).isSessionReused()) gateway.sessions.resumed += 1;
    });
    made.on('stream', (stream, headers) => void serve(gateway, stream as ServerHttp2Stream, headers));
    return made;
  };
  await gateway.start();
  return gateway;
}

async function serve(gateway: FakeGateway, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
  stream.on('error', () => {});
  gateway.prefer = headers['prefer'] as string | undefined;
  if (headers[':method'] === 'GET') return serveLater(gateway, stream, String(headers[':path']).split('/').at(-1)!);
  const file = await receive(gateway, stream, Number(headers['content-length']));
  if (!file) return;
  const { tcn, ori } = headOf(file);
  const check = checkOf(gateway, tcn);
  if (check.posts === 0) gateway.order.push(tcn);
  check.posts += 1;
  check.ori = ori;
  check.digests.add(createHash('sha256').update(file).digest('hex'));

  const treatment = gateway.treat(tcn, check.posts);
  if (treatment === 'silence' || stream.destroyed) return;
  if (treatment === 'cut') stream.session?.destroy();
  else if (treatment === 'answer') answer(gateway, stream, tcn, tcn);
  else if (treatment === 'wrong-tcr') answer(gateway, stream, tcn, otherTcn);
  else if (treatment === 'later') {
    stream.respond({ ':status': 202, location: `/v1/transactions/${tcn}` }, { endStream: true });
    gateway.onMoment('acknowledged', tcn);
  } else stream.respond({ ':status': treatment.status, 'retry-after': treatment.retryAfterS?.toString() }, { endStream: true });
}

/** Some TCN that no test checks. */
const otherTcn = '2600000001B';

/** The whole file, or null when its stream broke off. */
async function receive(gateway: FakeGateway, stream: ServerHttp2Stream, length: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) {
      chunks.push(chunk as Buffer);
      if (chunks.length === 1) begin(gateway, stream, headOf(chunk as Buffer).tcn);
    }
  } catch {
    return null;
  }
  const file = Buffer.concat(chunks);
  return file.length === length ? file : null;
}

function begin(gateway: FakeGateway, stream: ServerHttp2Stream, tcn: string): void {
  const check = checkOf(gateway, tcn);
  check.open += 1;
  check.openMax = Math.max(check.openMax, check.open);
  stream.on('close', () => (check.open -= 1));
  gateway.onMoment('upload', tcn);
}

function serveLater(gateway: FakeGateway, stream: ServerHttp2Stream, tcn: string): void {
  const check = checkOf(gateway, tcn);
  check.gets += 1;
  const treatment = gateway.treatLater(tcn, check.gets);
  if (treatment === 'cut') stream.session?.destroy();
  else if (treatment === 'answer') answer(gateway, stream, tcn, tcn);
  else if (treatment === 'wrong-tcr') answer(gateway, stream, tcn, otherTcn);
  else stream.respond({ ':status': treatment === 'not-yet' ? 204 : 404 }, { endStream: true });
}

function checkOf(gateway: FakeGateway, tcn: string): SeenCheck {
  const check = gateway.seen.get(tcn) ?? { posts: 0, gets: 0, open: 0, openMax: 0, digests: new Set<string>(), ori: '' };
  gateway.seen.set(tcn, check);
  return check;
}

function headOf(file: Buffer): { tcn: string; ori: string } {
  const text = file.subarray(0, 500).toString('latin1');
  const field = (name: string): string => new RegExp(`1\\.${name}:([^\\x1c\\x1d]+)`).exec(text)?.[1] ?? '';
  return { tcn: field('009'), ori: field('008') };
}

function answer(gateway: FakeGateway, stream: ServerHttp2Stream, tcn: string, tcr: string): void {
  const reference = gateway.hits.get(tcn);
  const file = encodeAnswer({
    kind: 'SRE', tcn: '2699999999D', tcr, ori: 'ZZ/GATEWAY', dai: checkOf(gateway, tcn).ori, atMs: 0, searched: 'NPS',
    hit: reference !== undefined, candidates: reference === undefined ? [] : [{ reference, rank: 1, score: 3500 }],
  });
  stream.respond({ ':status': 200, 'server-timing': serverTiming });
  stream.end(file);
  gateway.onMoment('answered', tcn);
}
