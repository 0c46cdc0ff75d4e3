import { Agent } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../src/service/serve.ts';
import { postJson } from '../src/service/https-post.ts';
import type { Result } from './journal.ts';
import { Refusal } from './refusal.ts';

/** Time that one delivery gets, ms. */
const deliveryMs = 5000;

interface Delivery {
  url: string;
  taskId: string;
  transactionId: string;
  result: Result;
  /** Ends the pauses. */
  signal: AbortSignal;
}

export interface CallbacksTarget {
  /** `host` or `host:port` that results may go to. */
  hosts: readonly string[];
  /** Authority of their certificates; undefined = the system's. */
  ca: Buffer | undefined;
  /** Pauses before the second and later attempts, ms. */
  pausesMs: readonly number[];
}

/** Delivers results to the URLs that callers named: OSIA's callbacks. */
export class Callbacks {
  readonly #target: CallbacksTarget;
  readonly #log: Log;
  readonly #agent: Agent;

  constructor(target: CallbacksTarget, log: Log) {
    this.#target = target;
    this.#log = log;
    this.#agent = new Agent({ keepAlive: true, minVersion: 'TLSv1.3', ...(target.ca && { ca: target.ca }) });
  }

  /** @throws Refusal schema when results may not go there */
  require(url: string): void {
    const { host, hostname } = new URL(url);
    if (!this.#target.hosts.includes(host) && !this.#target.hosts.includes(hostname)) throw new Refusal('schema', `callback: ${host} is not among the hosts that results may go to`);
  }

  /** True once the receiver answered 204; false when the last attempt failed; null when the signal came first. */
  async deliver({ url, taskId, transactionId, result, signal }: Delivery): Promise<boolean | null> {
    const to = new URL(url);
    to.searchParams.set('transactionId', transactionId);
    to.searchParams.set('taskId', taskId);
    const headers = {
      'content-type': result.status === 200 ? 'application/json' : 'application/error+json',
      ...(result.serverTiming !== null && { 'server-timing': result.serverTiming }),
    };
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const outcome = await postJson(to.href, this.#agent, headers, result.body, deliveryMs).then(({ status }) => (status === 204 ? null : `answered ${status}`), String);
      if (outcome === null) return true;
      const pauseMs = this.#target.pausesMs[attempt];
      this.#log('callback-failed', { taskId, url, attempt: attempt + 1, reason: outcome, pauseMs });
      if (pauseMs === undefined) return false;
      await pause(pauseMs, undefined, { signal }).catch(() => {});
    }
    return null;
  }

  close(): void {
    this.#agent.destroy();
  }
}
