import type { FastifyInstance } from 'fastify';
import type { Matcher } from '../index.ts';
import type { Searches } from '../searches.ts';

/** `GET /health`, for everyone: 200 once the gallery can be searched, 503 before. */
export function health(app: FastifyInstance, serving: () => { matcher: Matcher; searches: Searches } | null): void {
  app.get('/health', async (_, reply) => {
    const service = serving();
    if (!service) return reply.code(503).send({ status: 'starting' });
    return { status: 'ok', people: service.matcher.size, version: service.matcher.version, searches: service.searches.counts };
  });
}
