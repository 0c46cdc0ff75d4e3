import type { CheckPlan } from '../core/plan.ts';
import type { CheckReply } from './check.ts';
import type { PlayClock } from './play-clock.ts';
import type { ScannerClient } from './scanner-client.ts';
import type { Site } from './fleet.ts';

/** One virtual device with its officer: one check at a time. */
export class Device {
  readonly id: string;
  readonly site: Site;
  readonly scanner: ScannerClient;
  /** Its checks by `n`. */
  readonly checks: CheckPlan[];
  readonly #clock: PlayClock;
  readonly #calls = new Map<string, Promise<CheckReply>>();
  #last: Promise<void> = Promise.resolve();
  #freeAtHostMs: number;

  constructor(id: string, { site, scanner, checks, clock }: { site: Site; scanner: ScannerClient; checks: CheckPlan[]; clock: PlayClock }) {
    this.id = id;
    this.site = site;
    this.scanner = scanner;
    this.checks = checks;
    this.#clock = clock;
    this.#freeAtHostMs = clock.host.nowMs();
  }

  /**
   * Serves an officer's call; a call for a check in progress joins it.
   * @param work begins at once and gets a promise of the device being free
   */
  serve(tcn: string, work: (free: Promise<void>) => Promise<CheckReply>): Promise<CheckReply> {
    const joined = this.#calls.get(tcn);
    if (joined) return joined;
    const call = work(this.#last).finally(() => {
      this.#calls.delete(tcn);
      this.#freeAtHostMs = this.#clock.host.nowMs();
    });
    this.#calls.set(tcn, call);
    this.#last = call.then(() => {}, () => {});
    return call;
  }

  /** When the officer became free, playMs; now, while another check of his is in progress. Not before the process started. */
  freeAtMs(): number {
    const nowMs = this.#clock.stampMs();
    return this.#calls.size > 0 ? nowMs : nowMs - (this.#clock.host.nowMs() - this.#freeAtHostMs);
  }
}
