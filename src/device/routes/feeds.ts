import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { Fleet } from '../fleet.ts';

const feedQuery = z.object({ after: z.coerce.number().int().min(0).default(0) });

/** `GET /records?after=SEQ` and `GET /events?after=SEQ`: what changed since; read again with `next`. */
export function feedRoutes(app: FastifyInstance, fleet: Fleet): void {
  app.get('/records', (request) => fleet.journal.changes(after(request.query)));
  app.get('/events', (request) => fleet.journal.events(after(request.query)));
}

function after(query: unknown): number {
  const result = feedQuery.safeParse(query);
  if (!result.success) throw new AppError('REQUEST_INVALID', { reason: 'after: expected a whole number from 0' });
  return result.data.after;
}
