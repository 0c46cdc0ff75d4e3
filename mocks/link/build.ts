import Fastify, { type FastifyInstance } from 'fastify';
import type { Clock } from '../../src/core/clock.ts';
import { linkStateAt, type LinkChange, type LinkState } from '../../src/core/plan.ts';
import type { EventRecord } from '../../src/core/records.ts';
import { measure, startEcho, type CanaryResult } from './canary.ts';
import type { LinkConfig, SiteLink } from './config.ts';
import { SiteProxy } from './site-proxy.ts';

/**
 * Drives Toxiproxy along the plan's link timeline: one proxy a site, made before the play, and one canary proxy with the same toxics.
 *
 * POST /play {originMs} starts the timeline, or resumes it in the state of the moment; POST /restore makes all proxies anew in that state,
 * after Toxiproxy was restarted; POST /canary measures every link; GET /events?after=N tells what was done.
 */
export async function build(config: LinkConfig, clock: Clock): Promise<FastifyInstance> {
  const app = Fastify();
  const echo = await startEcho(config.host);
  const links = config.sites.map((link) => ({ link, proxy: new SiteProxy(config.apiUrl, `${config.prefix}-${link.site}`, link.listen, link.upstream, link) }));
  const events: EventRecord[] = [];
  let originMs: number | null = null;
  let timers: NodeJS.Timeout[] = [];

  const playMs = (): number => (originMs === null ? Number.NEGATIVE_INFINITY : clock.nowMs() - originMs);
  const stateNow = (link: SiteLink): LinkState => linkStateAt({ linkChanges: link.changes }, playMs());
  const restore = (): Promise<unknown> => Promise.all(links.map(({ link, proxy }) => proxy.open(() => stateNow(link))));

  const change = async (site: string, proxy: SiteProxy, { state, atMs: plannedMs }: LinkChange): Promise<void> => {
    try {
      let atMs = Number.NaN;
      const readBack = await proxy.apply(state, () => (atMs = playMs()));
      events.push({ atMs, kind: 'link', subject: site, data: { state, plannedMs, readBack } });
    } catch (error) {
      events.push({ atMs: playMs(), kind: 'link-failed', subject: site, data: { state, plannedMs, reason: error instanceof Error ? error.message : String(error) } });
    }
  };

  /** A service that comes back in the middle of a play finds changes behind it: the last of each site counts still. */
  const schedule = async (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    const nowMs = playMs();
    timers = links.flatMap(({ link, proxy }) => link.changes.filter(({ atMs }) => atMs > nowMs)
      .map((planned) => setTimeout(() => void change(link.site, proxy, planned), planned.atMs - nowMs)));
    await Promise.all(links.map(async ({ link, proxy }) => {
      const last = link.changes.findLast(({ atMs }) => atMs <= nowMs);
      if (last && last.state !== proxy.state) await change(link.site, proxy, last);
    }));
  };

  await restore();

  app.get('/health', () => ({ status: 'ok', proxies: links.length, playing: originMs !== null }));
  app.get<{ Querystring: { after?: number } }>('/events', { schema: { querystring: { type: 'object', properties: { after: { type: 'integer', minimum: 0 } } } } },
    (request) => ({ next: events.length, events: events.slice(request.query.after ?? 0) }));
  app.post<{ Body: { originMs: number } }>('/play', { schema: { body: { type: 'object', required: ['originMs'], properties: { originMs: { type: 'number' } } } } }, async (request) => {
    originMs = request.body.originMs;
    await schedule();
    return { playing: true };
  });
  app.post('/restore', async () => {
    await restore();
    return { restored: links.length };
  });
  app.post('/canary', async (): Promise<CanaryResult[]> => Promise.all(links.map(async ({ link }, index) => {
    const proxy = new SiteProxy(config.apiUrl, `${config.prefix}-canary-${index}`, `${hostOf(link.listen)}:0`, `${config.canary.echoHost}:${echo.port}`, link);
    await proxy.open(() => 'up');
    try {
      // The proxy listens beside Toxiproxy's API, whatever address it was told to bind.
      const listen = `${new URL(config.apiUrl).hostname}:${proxy.listen.slice(proxy.listen.lastIndexOf(':') + 1)}`;
      return await measure(link.site, listen, { rttMs: 2 * Math.round(link.oneWayDelayMs), rateKBPerSUp: link.rateKBPerSUp }, clock);
    } finally {
      await proxy.close();
    }
  })));
  app.addHook('onClose', async () => {
    for (const timer of timers) clearTimeout(timer);
    echo.server.close();
    await Promise.allSettled(links.map(({ proxy }) => proxy.close()));
  });
  return app;
}

function hostOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':'));
}
