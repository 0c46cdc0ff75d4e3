import { Agent } from 'node:https';
import type { Log } from '../../src/service/serve.ts';
import { postJson } from '../../src/service/https-post.ts';
import type { Journal } from './journal.ts';
import type { Notice } from './notices.ts';

/** Notices on their way at one time. */
const concurrency = 4;

/** Time one delivery gets, and pauses between attempts: doubling from the first to the longest, ms. */
const deliveryMs = 5000;
const pauseMsFirst = 100;
const pauseMsMax = 5000;

export interface OutboxTarget {
  url: string;
  ca: Buffer;
  cert: Buffer;
  key: Buffer;
}

/**
 * Delivers hit notices to the NCB inbox until each got its 204. The journal holds them from the moment of the answer, so a new process
 * goes on where a killed one stopped; the inbox tells repeats by `noticeId`.
 */
export class Outbox {
  readonly #target: OutboxTarget;
  readonly #journal: Journal;
  readonly #log: Log;
  readonly #agent: Agent;
  readonly #ready: { notice: Notice; attempts: number }[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #pauses = new Set<NodeJS.Timeout>();
  #stopping = false;

  constructor(target: OutboxTarget, journal: Journal, log: Log) {
    this.#target = target;
    this.#journal = journal;
    this.#log = log;
    const { ca, cert, key } = target;
    this.#agent = new Agent({ ca, cert, key, keepAlive: true, maxSockets: concurrency, minVersion: 'TLSv1.3' });
  }

  /** Notices not yet known as delivered. */
  get size(): number {
    return this.#ready.length + this.#running.size + this.#pauses.size;
  }

  /** @param notices that the journal holds as undelivered */
  send(notices: readonly Notice[]): void {
    for (const notice of notices) this.#ready.push({ notice, attempts: 0 });
    this.#startNext();
  }

  /** Leaves what is undelivered to the next process. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#agent.destroy();
    await Promise.all(this.#running);
  }

  #startNext(): void {
    while (!this.#stopping && this.#running.size < concurrency && this.#ready.length > 0) {
      const { notice, attempts } = this.#ready.shift()!;
      const run: Promise<void> = this.#deliver(notice).catch((error: unknown) => this.#pause(notice, attempts + 1, error)).then(() => {
        this.#running.delete(run);
        this.#startNext();
      });
      this.#running.add(run);
    }
  }

  async #deliver(notice: Notice): Promise<void> {
    const reply = await postJson(`${this.#target.url}/v1/countries/${notice.country}/notices`, this.#agent, {}, JSON.stringify(notice), deliveryMs);
    if (reply.status !== 204) throw new Error(`the inbox answered ${reply.status}`);
    await this.#journal.delivered(notice.noticeId);
  }

  #pause(notice: Notice, attempts: number, error: unknown): void {
    if (this.#stopping) return;
    const pauseMs = Math.min(pauseMsMax, pauseMsFirst * 2 ** (attempts - 1));
    this.#log('notice-retry', { noticeId: notice.noticeId, country: notice.country, attempts, reason: String(error), pauseMs });
    const timer = setTimeout(() => {
      this.#pauses.delete(timer);
      this.#ready.push({ notice, attempts });
      this.#startNext();
    }, pauseMs);
    this.#pauses.add(timer);
  }
}
