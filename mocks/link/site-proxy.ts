import { Proxy, Toxiproxy } from 'toxiproxy-node-client';
import { AppError } from '../../src/core/errors.ts';
import type { LinkState } from '../../src/core/plan.ts';
import type { SiteLink } from './config.ts';
import { toxics } from './toxics/all.ts';
import type { Impairment, ToxicSpec } from './toxics/toxic.ts';

type Direction = 'upstream' | 'downstream';
const directions: readonly Direction[] = ['upstream', 'downstream'];

/** What a proxy is set to. */
export interface ProxySettings {
  enabled: boolean;
  rateKBPerSUp: number;
  rateKBPerSDown: number;
  oneWayDelayMs: number;
}

/** Toxiproxy's own handlers give up after 25 s; a call that takes longer is lost. */
const callLimitMs = 30_000;

/**
 * One Toxiproxy proxy with its six toxics. They are all made before the proxy is enabled and only updated afterwards: adding or removing
 * toxics under traffic can hang for 25 s (Shopify/toxiproxy issue 558).
 */
export class SiteProxy {
  readonly #toxiproxy: Toxiproxy;
  readonly #name: string;
  readonly #listen: string;
  readonly #upstream: string;
  readonly #link: SiteLink;
  #proxy: Proxy | null = null;
  #state: LinkState | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(apiUrl: string, name: string, listen: string, upstream: string, link: SiteLink) {
    this.#toxiproxy = new Toxiproxy(apiUrl);
    this.#name = name;
    this.#listen = listen;
    this.#upstream = upstream;
    this.#link = link;
  }

  /** host:port that clients connect to; known after `open`. */
  get listen(): string {
    return this.#proxy?.listen ?? this.#listen;
  }

  /** The state that Toxiproxy was taken to; null when that is not known. */
  get state(): LinkState | null {
    return this.#state;
  }

  /**
   * Makes the proxy anew; one that is left over under this name goes first.
   * @param state asked for when what is under way with this proxy is done
   * @throws AppError TOXIPROXY_REFUSED
   */
  open(state: () => LinkState): Promise<void> {
    return this.#inTurn(() => this.#open(state()));
  }

  /**
   * Takes the link to a state, after what is under way with this proxy. `silent` holds bytes back; `refused` closes the listener and
   * every connection.
   * @param onApplied called at the moment of the change
   * @returns what Toxiproxy says the proxy is set to then, before the next change
   * @throws AppError TOXIPROXY_REFUSED
   */
  apply(state: LinkState, onApplied: () => void): Promise<ProxySettings> {
    return this.#inTurn(async () => {
      try {
        await this.#change(state);
      } catch {
        // A proxy that hangs is beyond repair by updates: it is destroyed with its connections and made again.
        await this.#open(state);
      }
      onApplied();
      return this.#readBack();
    });
  }

  async #readBack(): Promise<ProxySettings> {
    const proxy = await this.#call('read', this.#toxiproxy.get(this.#name));
    const attribute = async (stream: Direction, type: 'bandwidth' | 'latency', key: string): Promise<number> =>
      ((await this.#call('read', proxy.getToxic<Record<string, number>>(`${stream}-${type}`))).attributes)[key]!;
    return {
      enabled: proxy.enabled,
      rateKBPerSUp: await attribute('upstream', 'bandwidth', 'rate'),
      rateKBPerSDown: await attribute('downstream', 'bandwidth', 'rate'),
      oneWayDelayMs: await attribute('upstream', 'latency', 'latency'),
    };
  }

  async close(): Promise<void> {
    const left = await this.#toxiproxy.get(this.#name).catch(() => null);
    if (left) await this.#call('remove', left.remove());
    this.#proxy = null;
  }

  async #open(state: LinkState): Promise<void> {
    this.#state = null;
    await this.close();
    this.#proxy = await this.#call('create', this.#toxiproxy.createProxy({ name: this.#name, listen: this.#listen, upstream: this.#upstream, enabled: false }));
    for (const stream of directions) {
      for (const make of toxics) {
        const spec = make(this.#impairment(stream, state));
        await this.#call('toxic', this.#proxy.addToxic({ name: toxicName(stream, spec), type: spec.type, stream, toxicity: 1, attributes: spec.attributes }));
      }
    }
    if (state !== 'refused') await this.#enable(true);
    this.#state = state;
  }

  /** The listener closes before the rates change, and opens after: a link that falls lets nothing through that waited. */
  async #change(state: LinkState): Promise<void> {
    this.#state = null;
    if (state === 'refused') await this.#enable(false);
    await Promise.all(directions.map((stream) => this.#updateRate(stream, state)));
    if (state !== 'refused') await this.#enable(true);
    this.#state = state;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #updateRate(stream: Direction, state: LinkState): Promise<void> {
    const spec = toxics.map((make) => make(this.#impairment(stream, state))).find((candidate) => candidate.type === 'bandwidth')!;
    const toxic = await this.#call('toxic', this.#proxy!.getToxic<Record<string, number>>(toxicName(stream, spec)));
    await this.#call('update', toxic.update({ ...toxic.toJson(), attributes: spec.attributes }));
  }

  async #enable(enabled: boolean): Promise<void> {
    const proxy = this.#proxy!;
    if (proxy.enabled === enabled) return;
    // An update with another spelling of `listen` would restart the listener: echo what was returned.
    this.#proxy = await this.#call('enable', proxy.update({ enabled, listen: proxy.listen, upstream: proxy.upstream }));
  }

  #impairment(stream: Direction, state: LinkState): Impairment {
    const rate = stream === 'upstream' ? this.#link.rateKBPerSUp : this.#link.rateKBPerSDown;
    return { rateKBPerS: rate, oneWayDelayMs: this.#link.oneWayDelayMs, silent: state === 'silent' };
  }

  async #call<T>(step: string, call: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${callLimitMs / 1000} s`)), callLimitMs);
    });
    try {
      return await Promise.race([call, late]);
    } catch (error) {
      throw new AppError('TOXIPROXY_REFUSED', { proxy: this.#name, step, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

function toxicName(stream: Direction, spec: ToxicSpec): string {
  return `${stream}-${spec.type}`;
}
