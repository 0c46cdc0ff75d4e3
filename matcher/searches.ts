import type { Clock } from '../src/core/clock.ts';
import { AppError } from '../src/core/errors.ts';
import { formatServerTiming } from '../src/core/server-timing.ts';
import { toCandidate } from './candidates.ts';
import type { Matcher, Probe, StageMs } from './index.ts';
import type { Journal, Key, Result } from './journal.ts';
import { slapRefusal, undecodable } from './probe.ts';
import { Refusal } from './refusal.ts';

/** One call for a search. */
export interface Call extends Key {
  /** SHA-256 over all that decides the result, hex. */
  digest: string;
  /** 0..9, 9 first. */
  priority: number;
  receivedMs: number;
  /** From `receivedMs`; a search that cannot start within is for nobody. null = the caller waits as long as it takes. */
  deadlineMs: number | null;
}

/** What is searched. */
export interface Search {
  probe: Probe;
  /** Places in biometricData of the probe's fingers, in order, and of its face. */
  indices: number[];
  maxCandidates: number;
  /** Decibels. */
  threshold: number;
}

export interface SearchesParts {
  journal: Journal;
  identify: Matcher['identify'];
  clock: Clock;
  limits: { concurrency: number; queueMax: number; clientQueueMax: number };
  /** Told of every search carried out: the status of its result, and the times of a good one. */
  onResult?: (status: number, stagesMs: StageMs | null) => void;
}

interface Work extends Call {
  /** The journal has its begin from an earlier process. */
  begun: boolean;
  /** Latest start that still serves a caller, on the clock of `receivedMs`. */
  startByMs: number;
  /** Resolves when the search is done, in the journal or not. */
  found: Promise<Result>;
  settle(found: Promise<Result>): void;
  /** The result's way into the journal; null = not tried, or failed. */
  kept: Promise<void> | null;
}

interface Queued {
  work: Work;
  search: Search;
}

/** Weight of the last search in the mean of their durations. */
const meanWeight = 1 / 8;

/**
 * The searches between call and result: a bounded queue by priority, a few at a time, and one search a key however often it is called
 * for. A result is in the journal before anybody learns of it.
 */
export class Searches {
  readonly #parts: SearchesParts;
  /** Searches without a kept result. One that met a fault stays: the same bytes would meet it again. */
  readonly #works = new Map<string, Work>();
  readonly #ready: Queued[] = [];
  readonly #running = new Map<Work, Promise<void>>();
  #searchMsMean = 0;
  #begun = 0;
  #stopping = false;

  constructor(parts: SearchesParts) {
    this.#parts = parts;
  }

  /** Searches that wait, that run, and that began since the start. */
  get counts(): { queued: number; running: number; begun: number } {
    return { queued: this.#ready.length, running: this.#running.size, begun: this.#begun };
  }

  /**
   * The result of a call: of the search that it starts, of the one under way, or of the one in the journal (`replay`).
   * @param read reads what is searched; called when the key is new
   * @throws Refusal key-reused, client-queue-full, unavailable, and those of `read`: nothing is journalled
   */
  async answer(call: Call, read: () => Search): Promise<{ result: Result; replay: boolean }> {
    const known = this.#works.get(nameOf(call));
    if (known) return { result: await this.#join(known, call), replay: false };
    const entry = this.#parts.journal.find(call);
    if (entry && entry.digest !== call.digest) throw new Refusal('key-reused');
    if (entry?.result) return { result: entry.result, replay: true };
    this.#requireRoom(call);
    return { result: await this.#settled(this.#enter(call, read(), entry !== null)), replay: false };
  }

  /**
   * Looks whether a call would be taken now: it is known, or there is room for it.
   * @throws Refusal key-reused, client-queue-full, unavailable
   */
  admit(call: Call): void {
    const known = this.#works.get(nameOf(call)) ?? this.#parts.journal.find(call);
    if (known && known.digest !== call.digest) throw new Refusal('key-reused');
    if (!known) this.#requireRoom(call);
  }

  /** Refuses what waits, finishes what runs. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { work } of this.#ready.splice(0)) this.#refuse(work, 'stopping');
    await Promise.all(this.#running.values());
  }

  #join(work: Work, call: Call): Promise<Result> {
    if (work.digest !== call.digest) throw new Refusal('key-reused');
    work.startByMs = Math.max(work.startByMs, startByMs(call));
    return this.#settled(work);
  }

  #requireRoom(call: Call): void {
    const { clientQueueMax, queueMax } = this.#parts.limits;
    if (this.#stopping) throw new Refusal('unavailable', 'stopping');
    const ofClient = [...this.#ready.map(({ work }) => work), ...this.#running.keys()].filter(({ client }) => client === call.client);
    if (ofClient.length >= clientQueueMax) throw new Refusal('client-queue-full');
    if (this.#ready.length >= queueMax) throw new Refusal('unavailable', 'queue full');
    if (call.deadlineMs !== null && this.#waitMs(call.priority) >= call.deadlineMs) throw new Refusal('unavailable', 'cannot start within X-Deadline-Ms');
  }

  /** Expected wait of a new call: what goes before it, at the pace of late. */
  #waitMs(priority: number): number {
    const { concurrency } = this.#parts.limits;
    const before = this.#running.size + this.#ready.filter(({ work }) => work.priority >= priority).length;
    return Math.max(0, before - concurrency + 1) * this.#searchMsMean / concurrency;
  }

  #enter(call: Call, search: Search, begun: boolean): Work {
    const { promise: found, resolve: settle } = Promise.withResolvers<Result>();
    const work: Work = { ...call, begun, startByMs: startByMs(call), found, settle, kept: null };
    this.#works.set(nameOf(work), work);
    const later = this.#ready.findIndex((queued) => queued.work.priority < work.priority);
    this.#ready.splice(later < 0 ? this.#ready.length : later, 0, { work, search });
    this.#startNext();
    return work;
  }

  #startNext(): void {
    while (this.#running.size < this.#parts.limits.concurrency && this.#ready.length > 0) {
      const next = this.#ready.shift()!;
      if (this.#parts.clock.nowMs() >= next.work.startByMs) this.#refuse(next.work, 'could not start within X-Deadline-Ms');
      else this.#start(next);
    }
  }

  #start({ work, search }: Queued): void {
    const found = this.#begin(work).then(() => this.#identify(work, search));
    work.settle(found);
    this.#running.set(work, found.then(() => {}, () => {}).then(() => {
      this.#running.delete(work);
      this.#startNext();
    }));
  }

  async #begin(work: Work): Promise<void> {
    if (work.begun) return;
    try {
      await this.#parts.journal.begin(work, work.digest);
    } catch (cause) {
      this.#works.delete(nameOf(work));
      throw new Refusal('unavailable', 'the journal cannot be written', { cause });
    }
  }

  async #identify({ receivedMs }: Work, search: Search): Promise<Result> {
    const { identify, clock, onResult } = this.#parts;
    const startMs = clock.nowMs();
    this.#begun += 1;
    try {
      const { candidates, stagesMs } = await identify(search.probe, search);
      const nowMs = clock.nowMs();
      this.#searchMsMean += (nowMs - startMs - this.#searchMsMean) * (this.#searchMsMean === 0 ? 1 : meanWeight);
      const durations = { ...stagesMs, queue: startMs - receivedMs + stagesMs.queue, total: nowMs - receivedMs };
      onResult?.(200, durations);
      return { status: 200, body: JSON.stringify(candidates.map(toCandidate)), serverTiming: formatServerTiming(durations) };
    } catch (error) {
      const fault = probeFault(error, search);
      onResult?.(fault.row.status, null);
      return { status: fault.row.status, body: fault.body()!, serverTiming: null };
    }
  }

  /** The result once it is in the journal; a write that failed is tried again by the next who asks. */
  async #settled(work: Work): Promise<Result> {
    const result = await work.found;
    work.kept ??= this.#parts.journal.finish(work, result).then(() => void this.#works.delete(nameOf(work)), (cause: unknown) => {
      work.kept = null;
      throw new Refusal('unavailable', 'the journal cannot be written', { cause });
    });
    await work.kept;
    return result;
  }

  #refuse(work: Work, detail: string): void {
    this.#works.delete(nameOf(work));
    work.settle(Promise.reject(new Refusal('unavailable', detail)));
  }
}

function nameOf({ client, transactionId }: Key): string {
  return JSON.stringify([client, transactionId]);
}

function startByMs({ receivedMs, deadlineMs }: Call): number {
  return deadlineMs === null ? Number.POSITIVE_INFINITY : receivedMs + deadlineMs;
}

/** What is wrong with the images; anything else is a fault of ours and thrown on. */
function probeFault(error: unknown, { probe, indices }: Search): Refusal {
  if (!(error instanceof AppError)) throw error;
  const reason = String(error.fields['reason']);
  if (error.code === 'PROBE_UNDECODABLE') return undecodable(indices[Number(error.fields['index'])]!, reason, { cause: error });
  if (error.code === 'PROBE_QUALITY') return new Refusal('quality', reason, { cause: error });
  const refusal = slapRefusal(error, probe, indices);
  if (refusal) return refusal;
  throw error;
}
