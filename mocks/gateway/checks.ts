import type { Clock } from '../../src/core/clock.ts';
import { readSearch } from '../../src/inti/search.ts';
import type { Finding } from '../../src/inti/types.ts';
import type { Rules } from '../../src/inti/validate.ts';
import type { Log } from '../../src/service/serve.ts';
import type { Answers } from './answers.ts';
import type { Durations } from '../../src/core/server-timing.ts';
import type { Draft, Journal, Key, Reply, Taken } from './journal.ts';
import type { MatcherClient } from './matcher-client.ts';
import { noticesOf, type Notice } from './notices.ts';
import { toIdentifyRequest, toOsiaPriority } from './osia.ts';
import { Refusal } from './refusal.ts';

interface ChecksLimits {
  queueMax: number;
  clientQueueMax: number;
  concurrency: number;
  answerBudgetMs: number;
}

export interface ChecksParts {
  journal: Journal;
  matcher: MatcherClient;
  answers: Answers;
  rules: Rules;
  clock: Clock;
  log: Log;
  /** A candidate with this score or more is a hit. */
  threshold: number;
  notifyCountries: readonly string[];
  limits: ChecksLimits;
  /** Notices that are journalled and now want delivery. */
  onNotices: (notices: readonly Notice[]) => void;
}

/** A check on its way: acknowledged or about to be, not answered. */
export interface Pending extends Key {
  digest: string;
  /** Resolves once the file is in the journal. */
  taken: Promise<void>;
  /** Resolves with the answer once that is in the journal; with null when the gateway stops before. */
  answered: Promise<Reply | null>;
}

interface Work extends Pending {
  settle(reply: Reply | null): void;
  /** Last byte received; null for a check of an earlier process, whose durations nobody knows. */
  receivedMs: number | null;
  durationsMs: Durations;
  /** Since when it waits for the attempt that answers it; earlier attempts and their pauses are part of that wait. */
  queuedMs: number;
  attempts: number;
}

/** Pauses between attempts at the matcher: doubling from the first to the longest, ms. */
const pauseMsFirst = 100;
const pauseMsMax = 5000;

/** With less than this left of its budget a check is late already: it stays queued, and each later attempt gets a whole budget, ms. */
const attemptMsMin = 250;

/** Longest time that `stop` waits for calls in flight, ms. */
const drainMs = 4000;

/**
 * The checks between acknowledgement and answer: a bounded queue, a few calls at the matcher at a time, retries with the same
 * transactionId until there is an answer. Everything it knows stands in the journal before anybody else learns of it.
 */
export class Checks {
  readonly #parts: ChecksParts;
  readonly #pending = new Map<string, Work>();
  readonly #ofClient = new Map<string, number>();
  readonly #ready: Work[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #pauses = new Set<NodeJS.Timeout>();
  #stopping = false;

  constructor(parts: ChecksParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#pending.size;
  }

  get running(): number {
    return this.#running.size;
  }

  /** Takes up what an earlier process acknowledged and did not answer. */
  resume(): void {
    for (const check of this.#parts.journal.queued()) {
      this.#queue(this.#enter(check, Promise.resolve(), { receivedMs: null, durationsMs: {} }));
    }
  }

  find(key: Key): Pending | undefined {
    return this.#pending.get(nameOf(key));
  }

  /**
   * Takes a new check: journals it and queues it for the matcher.
   * @param taken not in the journal, and not pending
   * @throws Refusal queue-full, client-queue-full, stopping: nothing taken
   */
  take(taken: Taken, receivedMs: number, durationsMs: Durations): Pending {
    this.#admit(taken.ori);
    const { journal, clock } = this.#parts;
    const startMs = clock.nowMs();
    const journalled = journal.take(taken);
    const work = this.#enter(taken, journalled, { receivedMs, durationsMs });
    journalled.then(() => {
      work.queuedMs = clock.nowMs();
      work.durationsMs['journal'] = work.queuedMs - startMs;
      this.#queue(work);
    }, () => this.#leave(work, null));
    return work;
  }

  /** Takes a file that breaks the rules: its ERR goes into the journal with it. The same conditions and faults as `take`. */
  takeRefused(taken: Taken, { tcr, findings }: { tcr: string; findings: Finding[] }, receivedMs: number, durationsMs: Durations): Pending {
    this.#admit(taken.ori);
    const { journal, answers, clock } = this.#parts;
    const startMs = clock.nowMs();
    const draft = answers.error(taken.ori, tcr, findings);
    const journalled = journal.takeAnswered(taken, draft, durationsMs);
    const work = this.#enter(taken, journalled, { receivedMs, durationsMs });
    journalled.then(() => {
      const nowMs = clock.nowMs();
      this.#leave(work, { file: draft.file, digest: draft.digest, durationsMs: { ...durationsMs, journal: nowMs - startMs, total: nowMs - receivedMs } });
    }, () => this.#leave(work, null));
    return work;
  }

  /** Takes no more, waits a little for the calls in flight, leaves the rest to the next process. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#ready.length = 0;
    const cut = setTimeout(() => this.#parts.matcher.close(), drainMs);
    await Promise.all(this.#running);
    clearTimeout(cut);
    this.#parts.matcher.close();
    for (const work of this.#pending.values()) this.#leave(work, null);
  }

  #admit(ori: string): void {
    const { limits } = this.#parts;
    if (this.#stopping) throw new Refusal('stopping');
    if (this.#pending.size >= limits.queueMax) throw new Refusal('queue-full');
    if ((this.#ofClient.get(ori) ?? 0) >= limits.clientQueueMax) throw new Refusal('client-queue-full');
  }

  #enter(check: Omit<Taken, 'file'>, taken: Promise<void>, known: Pick<Work, 'receivedMs' | 'durationsMs'>): Work {
    const { promise: answered, resolve: settle } = Promise.withResolvers<Reply | null>();
    const { ori, tcn, digest } = check;
    const work: Work = { ori, tcn, digest, taken, answered, settle, ...known, queuedMs: this.#parts.clock.nowMs(), attempts: 0 };
    this.#pending.set(nameOf(work), work);
    this.#ofClient.set(ori, (this.#ofClient.get(ori) ?? 0) + 1);
    return work;
  }

  #leave(work: Work, reply: Reply | null): void {
    this.#pending.delete(nameOf(work));
    const left = this.#ofClient.get(work.ori)! - 1;
    if (left > 0) this.#ofClient.set(work.ori, left);
    else this.#ofClient.delete(work.ori);
    work.settle(reply);
  }

  #queue(work: Work): void {
    this.#ready.push(work);
    this.#startNext();
  }

  #startNext(): void {
    while (!this.#stopping && this.#running.size < this.#parts.limits.concurrency && this.#ready.length > 0) {
      const work = this.#ready.shift()!;
      const run: Promise<void> = this.#attempt(work).catch((error: unknown) => this.#pause(work, String(error), null)).then(() => {
        this.#running.delete(run);
        this.#startNext();
      });
      this.#running.add(run);
    }
  }

  /** One call at the matcher, and the answer if it comes to one. */
  async #attempt(work: Work): Promise<void> {
    const { journal, matcher, answers, rules, clock, threshold, notifyCountries } = this.#parts;
    const startMs = clock.nowMs();
    work.attempts += 1;
    work.durationsMs['admission'] = startMs - work.queuedMs;
    const read = readSearch(journal.file(work), rules);
    if ('refused' in read) return this.#answer(work, answers.error(work.ori, work.tcn, read.refused), [], startMs);

    const { search } = read;
    const reply = await matcher.identify({
      transactionId: `${work.ori}.${work.tcn}`,
      priority: toOsiaPriority(search.priority),
      request: toIdentifyRequest(search),
      deadlineMs: this.#budgetLeftMs(work, startMs),
    });
    const decideMs = clock.nowMs();
    if (reply.kind === 'retry') return this.#pause(work, reply.reason, reply.afterMs);
    if (reply.kind === 'refused') return this.#answer(work, answers.error(work.ori, work.tcn, reply.findings), [], decideMs);

    Object.assign(work.durationsMs, stagesOf(reply.durationsMs, decideMs - startMs));
    const hits = reply.candidates.filter(({ score }) => score >= threshold);
    const notices = hits.length > 0 ? noticesOf({ ori: work.ori, tcn: work.tcn }, hits, notifyCountries) : [];
    await this.#answer(work, answers.result(work.ori, work.tcn, search.tot, hits), notices, decideMs);
  }

  /** Keeps the answer, then gives it out. What the journal has of `decide` and `total` lacks its own commit; what is given out now does not. */
  async #answer(work: Work, draft: Draft, notices: Notice[], decideMs: number): Promise<void> {
    const { journal, clock, onNotices } = this.#parts;
    const durations = (nowMs: number): Durations => ({
      ...work.durationsMs, decide: nowMs - decideMs, ...(work.receivedMs !== null && { total: nowMs - work.receivedMs }),
    });
    await journal.answer(work, draft, durations(clock.nowMs()), notices);
    this.#leave(work, { file: draft.file, digest: draft.digest, durationsMs: durations(clock.nowMs()) });
    onNotices(notices);
  }

  #pause(work: Work, reason: string, afterMs: number | null): void {
    if (this.#stopping) return;
    const pauseMs = afterMs ?? Math.min(pauseMsMax, pauseMsFirst * 2 ** (work.attempts - 1));
    this.#parts.log('matcher-retry', { ori: work.ori, tcn: work.tcn, attempts: work.attempts, reason, pauseMs });
    const timer = setTimeout(() => {
      this.#pauses.delete(timer);
      this.#queue(work);
    }, pauseMs);
    this.#pauses.add(timer);
  }

  /** What is left of the check's budget; a whole one when it is spent or was begun by an earlier process. */
  #budgetLeftMs({ receivedMs }: Work, nowMs: number): number {
    const { answerBudgetMs } = this.#parts.limits;
    const leftMs = receivedMs === null ? 0 : receivedMs + answerBudgetMs - nowMs;
    return leftMs >= attemptMsMin ? leftMs : answerBudgetMs;
  }
}

function nameOf({ ori, tcn }: Key): string {
  return `${ori}.${tcn}`;
}

const matcherStages = ['queue', 'decode', 'extract', 'filter', 'rerank', 'face', 'decide'] as const;

/** The matcher's own stages, and `identify`: the round trip less the matcher's total (or less nothing when it tells none). */
function stagesOf(matcherMs: Durations, roundTripMs: number): Durations {
  const stages: Durations = { identify: Math.max(0, roundTripMs - (matcherMs['total'] ?? 0)) };
  for (const stage of matcherStages) if (matcherMs[stage] !== undefined) stages[`match-${stage}`] = matcherMs[stage];
  return stages;
}
