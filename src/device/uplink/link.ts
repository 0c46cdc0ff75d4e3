import type { Clock } from '../../core/clock.ts';
import { AppError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import { connectDeadlineMs, reconnectDelayMs, sessionLifeMsMin } from '../policy.ts';
import type { LinkFigures } from '../policy.ts';
import { openSession, pingLost } from './session.ts';
import type { Endpoint, Session } from './session.ts';

/** `idle`: no session and no reason to doubt the link. `down`: known down, being probed. */
export type LinkState = 'idle' | 'connecting' | 'up' | 'down';

/** Who hears of a link's changes. */
export interface LinkListener {
  onDown(): void;
  onReturn(outageMs: number): void;
  onEvent(kind: string, data: Record<string, unknown>): void;
}

/**
 * A site's link: one session shared by its devices, opened when first needed, reopened when lost, probed with backoff while the link is down.
 */
export class Link {
  readonly #endpoint: Endpoint;
  readonly #figures: LinkFigures;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #listener: LinkListener;
  #state: LinkState = 'idle';
  #session: Session | null = null;
  #opening: Promise<Session> | null = null;
  #ticket: Buffer | null = null;
  #probe: NodeJS.Timeout | null = null;
  #failures = 0;
  #downSinceMs = 0;
  readonly #closing = new AbortController();

  constructor(endpoint: Endpoint, figures: LinkFigures, { clock, random, listener }: { clock: Clock; random: Random; listener: LinkListener }) {
    this.#endpoint = endpoint;
    this.#figures = figures;
    this.#clock = clock;
    this.#random = random;
    this.#listener = listener;
  }

  get state(): LinkState {
    return this.#state;
  }

  /**
   * The open session, or a new one.
   * @throws AppError UPLINK_DOWN
   */
  session(): Promise<Session> {
    if (this.#closed || this.#state === 'down') return Promise.reject(new AppError('UPLINK_DOWN', { reason: this.#closed ? 'shutting down' : 'no link' }));
    if (this.#session?.usable) return Promise.resolve(this.#session);
    return this.#connect();
  }

  /** Ends an idle session; the next check connects anew. */
  retire(): boolean {
    if (!this.#session) return false;
    this.#leave('retired');
    return true;
  }

  /** Ends everything, for good. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#probe) clearTimeout(this.#probe);
    this.#leave('shutting down');
    await this.#opening?.catch(() => {});
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  #connect(): Promise<Session> {
    this.#opening ??= this.#open().finally(() => (this.#opening = null));
    return this.#opening;
  }

  async #open(): Promise<Session> {
    if (this.#state !== 'down') this.#state = 'connecting';
    const startedMs = this.#clock.nowMs();
    try {
      const session = await openSession(this.#endpoint, this.#figures, {
        deadlineMs: connectDeadlineMs(this.#figures), ticket: this.#ticket, onTicket: (ticket) => (this.#ticket = ticket), closing: this.#closing.signal, clock: this.#clock,
      });
      this.#adopt(session, startedMs);
      return session;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      this.#goDown(reason);
      throw new AppError('UPLINK_DOWN', { reason }, { cause });
    }
  }

  #adopt(session: Session, startedMs: number): void {
    const openMs = this.#clock.nowMs();
    const wasDown = this.#state === 'down';
    this.#session = session;
    this.#state = 'up';
    this.#listener.onEvent('uplink-connected', { connectMs: openMs - startedMs, resumed: session.resumed });
    if (wasDown) {
      this.#listener.onEvent('uplink-up', { outageMs: openMs - this.#downSinceMs });
      this.#listener.onReturn(openMs - this.#downSinceMs);
    }
    void session.ended.then((reason) => this.#lost(session, reason, this.#clock.nowMs() - openMs));
    if (this.#closed) this.#leave('shutting down');
  }

  /** A session that ended by itself: reopened at once, unless that is known to be useless. */
  #lost(session: Session, reason: string, livedMs: number): void {
    if (this.#session !== session) return;
    this.#session = null;
    this.#listener.onEvent('uplink-lost', { reason, livedMs });
    const shortLived = livedMs < sessionLifeMsMin(this.#figures);
    if (!shortLived) this.#failures = 0;
    if (shortLived || reason === pingLost) {
      this.#goDown(reason);
      return;
    }
    this.#connect().catch(() => {});
  }

  #goDown(reason: string): void {
    if (this.#closed) return;
    this.#failures += 1;
    if (this.#state !== 'down') {
      this.#state = 'down';
      this.#downSinceMs = this.#clock.nowMs();
      this.#listener.onEvent('uplink-down', { reason });
      this.#listener.onDown();
    }
    this.#probe = setTimeout(() => void this.#connect().catch(() => {}), reconnectDelayMs(this.#failures, this.#random.unit()));
  }

  #leave(reason: string): void {
    const session = this.#session;
    this.#session = null;
    if (this.#state !== 'down') this.#state = 'idle';
    session?.destroy(reason);
  }
}
