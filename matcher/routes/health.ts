import type { FastifyInstance } from 'fastify';
import type { Matcher } from '../index.ts';
import type { Metrics } from '../metrics.ts';
import type { Searches } from '../searches.ts';
import { formatShard, type Shard } from '../shard.ts';

export interface HealthParts {
  metrics: Metrics;
  shard: Shard;
  serving: () => { matcher: Matcher; searches: Searches } | null;
}

/** For everyone: `GET /health`, 200 once the gallery can be searched, 503 before; `GET /metrics` for Prometheus. */
export function health(app: FastifyInstance, { metrics, shard, serving }: HealthParts): void {
  app.get('/health', async (_, reply) => {
    const service = serving();
    if (!service) return reply.code(503).send({ status: 'starting' });
    return { status: 'ok', people: service.matcher.size, shard: formatShard(shard), version: service.matcher.version, searches: service.searches.counts };
  });

  app.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}
