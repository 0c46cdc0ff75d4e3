import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../core/errors.ts';
import type { SitePlan } from '../../core/plan.ts';
import type { Random } from '../../core/random.ts';
import type { CheckRecord } from '../../core/records.ts';
import type { Journal } from '../journal.ts';
import type { PlayClock } from '../play-clock.ts';
import { backlogParallel, flushDelayMs, resendDelayMs, sendsFresh } from '../policy.ts';
import type { LinkFigures } from '../policy.ts';
import type { Queue, Queued } from '../queue.ts';
import { exchange } from './exchange.ts';
import type { Exchange, Parcel } from './exchange.ts';
import { Link } from './link.ts';
import type { LinkState } from './link.ts';
import type { Endpoint, Session } from './session.ts';

/** A check that was answered, or refused for good. */
export interface Delivered {
  exchange: Exchange & { end: 'answer' | 'refused' };
  /** When the file was ready, when the successful request began, when its answer was whole; playMs. */
  packagedMs: number;
  sentMs: number;
  receivedMs: number;
}

/** What a site's uplink needs from the fleet. */
export interface UplinkParts {
  endpoint: Endpoint;
  figures: LinkFigures;
  answerWaitMs: number;
  random: Random;
  clock: PlayClock;
  journal: Journal;
  queue: Queue;
  /** Writes the answer down; false when it does not answer this check. */
  settle: (record: CheckRecord, delivered: Delivered) => Promise<boolean>;
  /** Ends a check whose file cannot be sent. */
  abandon: (record: CheckRecord, fault: AppError) => Promise<void>;
}

/**
 * A site's uplink: sends fresh checks at once, keeps the others for the link's return, oldest first, and never gives one up.
 */
export class Uplink {
  readonly #site: SitePlan;
  readonly #parts: UplinkParts;
  readonly #link: Link;
  readonly #basePath: string;
  /** Waiting for the link, oldest first. */
  readonly #backlog: Queued[] = [];
  readonly #runs = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #backlogSending = 0;
  #flush: NodeJS.Timeout | null = null;
  readonly #officers = new Map<string, (settled: boolean) => void>();

  constructor(site: SitePlan, parts: UplinkParts) {
    this.#site = site;
    this.#parts = parts;
    this.#basePath = new URL(parts.endpoint.url).pathname.replace(/\/+$/, '');
    this.#link = new Link(parts.endpoint, parts.figures, {
      clock: parts.clock.host,
      random: parts.random,
      listener: {
        onDown: () => this.#releaseOfficers(),
        onReturn: (outageMs) => this.#flushAfter(flushDelayMs(outageMs, parts.random.unit())),
        onEvent: (kind, data) => parts.journal.event(kind, site.id, data),
      },
    });
  }

  get linkState(): LinkState {
    return this.#link.state;
  }

  /** Checks without an answer. */
  get depth(): number {
    return this.#backlog.length + this.#runs.size;
  }

  /** Takes a check just captured and stored. */
  submit(check: Queued): void {
    if (sendsFresh(this.#link.state === 'down')) void this.#run(check);
    else this.#store(check);
  }

  /** Takes up what an earlier life of the process left. */
  resume(checks: Queued[]): void {
    for (const check of checks) this.#store(check);
    this.#pump();
  }

  /**
   * Waits for a check's answer as its officer does.
   * @returns true when it is settled; false as soon as the link is known down or the fleet closes, or after `patienceMs`
   */
  awaitAnswer(tcn: string, patienceMs: number): Promise<boolean> {
    if (this.#link.state === 'down' || this.#closing.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const patience = setTimeout(() => release(false), patienceMs);
      const release = (settled: boolean): void => {
        clearTimeout(patience);
        this.#officers.delete(tcn);
        resolve(settled);
      };
      this.#officers.set(tcn, release);
    });
  }

  /**
   * Sends a file outside the queue, once: a warm-up.
   * @throws AppError UPLINK_DOWN, UPLINK_LOST
   */
  async sendOnce(file: Uint8Array): Promise<Exchange> {
    return this.#exchange(await this.#link.session(), { file, location: null }, () => {});
  }

  /** At a jump of the site's time: an idle session ends, one in use stays. */
  leap(skippedMs: number): void {
    if (this.depth > 0) this.#parts.journal.event('jump-in-flight', this.#site.id, { skippedMs, inFlight: this.depth });
    else this.#parts.journal.event('uplink-retired', this.#site.id, { skippedMs, hadSession: this.#link.retire() });
  }

  /** Stops sending; what waits stays in the queue. */
  async close(): Promise<void> {
    this.#closing.abort();
    if (this.#flush) clearTimeout(this.#flush);
    this.#releaseOfficers();
    await Promise.all([this.#link.close(), ...this.#runs]);
  }

  #store(check: Queued): void {
    const at = this.#backlog.findIndex((other) => other.capturedMs > check.capturedMs);
    this.#backlog.splice(at < 0 ? this.#backlog.length : at, 0, check);
  }

  #flushAfter(delayMs: number): void {
    this.#parts.journal.event('backlog-flush', this.#site.id, { delayMs, waiting: this.#backlog.length });
    if (this.#flush) clearTimeout(this.#flush);
    this.#flush = setTimeout(() => {
      this.#flush = null;
      this.#pump();
    }, delayMs);
  }

  /** Sends from the backlog, a few at a time. */
  #pump(): void {
    while (this.#maySendBacklog()) {
      const check = this.#backlog.shift();
      if (!check) return;
      this.#backlogSending += 1;
      void this.#run(check).then(() => {
        this.#backlogSending -= 1;
        this.#pump();
      });
    }
  }

  #maySendBacklog(): boolean {
    if (this.#closing.signal.aborted || this.#flush || this.#link.state === 'down') return false;
    return this.#backlogSending < backlogParallel(this.#parts.figures);
  }

  /** Sends one check until it is settled, or puts it back when the link is down. */
  #run(check: Queued): Promise<void> {
    const run = this.#settled(check)
      .then(() => this.#officers.get(check.tcn)?.(true), (error: unknown) => {
        if (!(error instanceof AppError && error.code === 'UPLINK_DOWN')) throw error;
        this.#store(check);
      })
      .finally(() => this.#runs.delete(run));
    this.#runs.add(run);
    return run;
  }

  /** @throws AppError UPLINK_DOWN */
  async #settled(check: Queued): Promise<void> {
    try {
      await this.#deliver(check);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'QUEUE_FILE_BROKEN')) throw error;
      await this.#parts.abandon(this.#parts.journal.record(check.tcn)!, error);
    }
  }

  /** @throws AppError UPLINK_DOWN, QUEUE_FILE_BROKEN */
  async #deliver(check: Queued): Promise<void> {
    const { journal, random, settle } = this.#parts;
    const record = journal.record(check.tcn)!;
    for (let failures = 1; ; failures += 1) {
      const { delivered, afterMs, reason } = await this.#attempt(record, check);
      if (delivered && (await settle(record, delivered))) return;
      const delayMs = afterMs ?? resendDelayMs(failures, random.unit());
      journal.event('retry', this.#site.id, { tcn: check.tcn, reason, delayMs });
      await sleep(delayMs, undefined, { signal: this.#closing.signal }).catch(() => {});
    }
  }

  /** @throws AppError UPLINK_DOWN, QUEUE_FILE_BROKEN */
  async #attempt(record: CheckRecord, check: Queued): Promise<{ delivered: Delivered | null; afterMs: number | null; reason: string }> {
    const { clock, queue, journal } = this.#parts;
    const sentMs = clock.stampMs();
    const session = await this.#link.session();
    const file = queue.file(check.tcn);
    record.attempts += 1;
    record.bytesUp += check.location === null ? file.length : 0;
    try {
      const result = await this.#exchange(session, { file, location: check.location }, (location) => {
        check.location = location;
        record.acknowledgedMs ??= clock.stampMs();
        queue.locate(check.tcn, location);
        journal.note(record);
      });
      if (result.end !== 'again') return { delivered: { exchange: result, packagedMs: check.packagedMs, sentMs, receivedMs: clock.stampMs() }, afterMs: null, reason: 'answer to another search' };
      check.location = null;
      return { delivered: null, afterMs: result.afterMs, reason: `status ${result.status}` };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'UPLINK_LOST')) throw error;
      return { delivered: null, afterMs: null, reason: String(error.fields.reason) };
    }
  }

  #exchange(session: Session, parcel: Parcel, onAcknowledged: (location: string) => void): Promise<Exchange> {
    const { figures, answerWaitMs, random } = this.#parts;
    return exchange(session, parcel, { basePath: this.#basePath, figures, answerWaitMs, random, onAcknowledged });
  }

  #releaseOfficers(): void {
    for (const release of this.#officers.values()) release(false);
  }
}
