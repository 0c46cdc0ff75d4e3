import type { Clock } from '../core/clock.ts';
import type { Database } from './database.ts';

/** The play's time: milliseconds since an origin on the host's monotonic clock, kept over restarts. */
export class PlayClock {
  /** The host's clock. */
  readonly host: Clock;
  readonly #database: Database;
  #originMs: number | null;

  constructor(host: Clock, database: Database) {
    this.host = host;
    this.#database = database;
    const originMs = database.meta('originMs');
    this.#originMs = originMs === null ? null : Number(originMs);
  }

  /** The origin, host time; null until the play has one. */
  get originMs(): number | null {
    return this.#originMs;
  }

  /** playMs now, negative before the origin; null until the play has one. */
  nowMs(): number | null {
    return this.#originMs === null ? null : this.host.nowMs() - this.#originMs;
  }

  /** playMs now, in places that only a started play reaches. */
  stampMs(): number {
    const nowMs = this.nowMs();
    if (nowMs === null) throw new Error('a stamp before the play has an origin');
    return nowMs;
  }

  setOrigin(originMs: number): Promise<void> {
    this.#originMs = originMs;
    return this.#database.setMeta('originMs', String(originMs));
  }
}
