import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Checks } from '../checks.ts';
import { requireOperator } from '../identity.ts';
import type { Journal } from '../journal.ts';
import type { MatcherClient } from '../matcher-client.ts';
import type { Outbox } from '../outbox.ts';

/** What the operator may see: `GET /health`, and `GET /v1/journal`, one JSON line a check in the order they were taken. */
export function operator(app: FastifyInstance, { checks, journal, outbox, matcher }: { checks: Checks; journal: Journal; outbox: Outbox; matcher: MatcherClient }): void {
  const onRequest = async (request: Parameters<typeof requireOperator>[0]): Promise<void> => requireOperator(request);

  app.get('/health', { onRequest }, async () => ({ status: 'ok', pending: checks.size, atMatcher: checks.running, matchersMissing: matcher.missing, noticesOwed: outbox.size }));

  app.get('/v1/journal', { onRequest }, async (_, reply) => reply.type('application/jsonl').send(Readable.from(lines(journal))));
}

function* lines(journal: Journal): Generator<string> {
  for (const page of journal.pages()) yield page.map((line) => `${JSON.stringify(line)}\n`).join('');
}
