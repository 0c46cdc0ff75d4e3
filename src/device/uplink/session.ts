import { connect } from 'node:http2';
import type { ClientHttp2Session, SecureClientSessionOptions } from 'node:http2';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { Clock } from '../../core/clock.ts';
import { pingDeadlineMs, pingEveryMs } from '../policy.ts';
import type { LinkFigures } from '../policy.ts';
import { Pacer } from './pacer.ts';

/** Where and as whom a site connects. */
export interface Endpoint {
  /** Origin of the gateway or of the site's proxy. */
  url: string;
  /** Name in the gateway's certificate. */
  serverName: string;
  ca: string;
  /** The site's client certificate and key, PEM. */
  cert: string;
  key: string;
}

/** Flow control window of a stream and of the session, bytes: the default of 65,535 (RFC 9113 section 6.9.2) costs a round trip a window. */
const windowBytes = 1 << 20;

/** Memory of a session in Node's unit, MB: enough for 40 uploads of 400 kB side by side. */
const sessionMemoryMb = 100;

/** An open HTTP/2 session with its pacer and its watchdog. */
export class Session {
  readonly http2: ClientHttp2Session;
  /** Whether TLS was resumed, which spares a slow link the certificates. */
  readonly resumed: boolean;
  readonly pacer: Pacer;
  /** Resolves with the reason when the session has ended, whoever ended it. */
  readonly ended: Promise<string>;
  #reason = 'closed by the peer';
  #streams = 0;
  #pingTimer: NodeJS.Timeout | null = null;
  readonly #figures: LinkFigures;

  constructor(http2: ClientHttp2Session, resumed: boolean, figures: LinkFigures, clock: Clock) {
    this.http2 = http2;
    this.resumed = resumed;
    this.#figures = figures;
    this.pacer = new Pacer(figures.pacedRateBytesPerS, clock);
    http2.on('error', (error: NodeJS.ErrnoException) => (this.#reason = error.code ?? error.message));
    http2.on('goaway', (code) => {
      this.#reason = `goaway ${code}`;
      http2.close();
    });
    this.ended = new Promise((resolve) => http2.on('close', () => {
      if (this.#pingTimer) clearTimeout(this.#pingTimer);
      resolve(this.#reason);
    }));
    this.#watch();
  }

  get usable(): boolean {
    return !this.http2.closed && !this.http2.destroyed;
  }

  /** Counts a stream from its request to its end: pings come closer while one is open. */
  enter(): () => void {
    this.#streams += 1;
    if (this.#streams === 1) this.#watch();
    return () => (this.#streams -= 1);
  }

  /** Ends the session with everything on it. */
  destroy(reason: string): void {
    this.#reason = reason;
    this.http2.destroy();
  }

  #watch(): void {
    if (this.#pingTimer) clearTimeout(this.#pingTimer);
    this.#pingTimer = setTimeout(() => this.#ping(), pingEveryMs(this.#streams > 0));
  }

  /** A ping without an answer in time is a dead link: bytes vanish without an error when a link goes dark. */
  #ping(): void {
    if (this.http2.destroyed) return;
    this.#pingTimer = setTimeout(() => this.destroy(pingLost), pingDeadlineMs(this.#figures, this.pacer.drainMs()));
    this.http2.ping((error) => {
      if (!error && this.usable) this.#watch();
    });
  }
}

/** The reason of a session that the watchdog ended. */
export const pingLost = 'ping unanswered';

/**
 * Opens a session: mutual TLS 1.3, X25519 (the post-quantum default doubles the handshake's bytes), own connect deadline, resumption.
 * @param ticket TLS session of an earlier connection, or null
 * @param onTicket hears of each new ticket
 * @param closing ends the attempt
 * @throws Error with the reason, when refused or when the deadline passes
 */
export async function openSession(
  endpoint: Endpoint,
  figures: LinkFigures,
  { deadlineMs, ticket, onTicket, closing, clock }: { deadlineMs: number; ticket: Buffer | null; onTicket: (ticket: Buffer) => void; closing: AbortSignal; clock: Clock },
): Promise<Session> {
  // A proxy on this host accepts at once: TCP's own handshake takes a round trip of the link, which passes here.
  await sleep(figures.rttMs, undefined, { signal: closing }).catch(() => { throw new Error('shutting down'); });
  return new Promise((resolve, reject) => {
    const options: SecureClientSessionOptions = {
      ca: endpoint.ca, cert: endpoint.cert, key: endpoint.key,
      ...identityOf(endpoint.serverName), minVersion: 'TLSv1.3', ecdhCurve: 'X25519', ALPNProtocols: ['h2'],
      settings: { initialWindowSize: windowBytes, enablePush: false },
      maxSessionMemory: sessionMemoryMb,
      ...(ticket ? { session: ticket } : {}),
    };
    const http2 = connect(endpoint.url, options);
    const deadline = setTimeout(() => http2.destroy(new Error('connect deadline')), deadlineMs);
    const stop = (): void => http2.destroy(new Error('shutting down'));
    closing.addEventListener('abort', stop, { once: true });
    const settled = (): void => {
      clearTimeout(deadline);
      closing.removeEventListener('abort', stop);
    };
    const refuse = (error?: NodeJS.ErrnoException): void => {
      settled();
      reject(new Error(error?.code ?? error?.message ?? 'closed while connecting'));
    };
    http2.on('error', refuse);
    http2.once('close', refuse);
    http2.once('connect', (_, socket) => {
      settled();
      http2.off('close', refuse);
      http2.setLocalWindowSize(windowBytes);
      socket.on('session', onTicket);
      resolve(new Session(http2, (socket as TLSSocket).isSessionReused(), figures, clock));
    });
  });
}

/** How the gateway's name is asked for and checked: an address is no server name in TLS (RFC 6066 section 3), but may stand in a certificate. */
function identityOf(serverName: string): Pick<SecureClientSessionOptions, 'servername' | 'checkServerIdentity'> {
  return isIP(serverName) === 0 ? { servername: serverName } : { servername: '', checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate) };
}
