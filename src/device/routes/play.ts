import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../core/errors.ts';
import type { FleetConfig } from '../config.ts';
import type { Fleet } from '../fleet.ts';
import { warmUp } from '../warmup.ts';

const playBody = z.strictObject({ originMs: z.number() });

/** `POST /play`, `GET /clock`, `POST /warmup`: the orchestrator's side. */
export function playRoutes(app: FastifyInstance, fleet: Fleet, config: FleetConfig): void {
  app.post('/play', async (request, reply) => {
    const body = playBody.safeParse(request.body);
    if (!body.success) throw new AppError('REQUEST_INVALID', { reason: 'originMs: expected a number, ms on the host\'s monotonic clock' });
    const { originMs } = fleet.clock;
    if (originMs !== null && originMs !== body.data.originMs && [...fleet.journal.records()].length > 0) throw new AppError('PLAY_UNDER_WAY', { originMs });
    await fleet.play(body.data.originMs);
    return reply.code(204).send();
  });
  app.get('/clock', () => ({ nowMs: fleet.clock.nowMs() }));
  app.post('/warmup', async () => ({ warmups: await warmUp(fleet, config.warmups) }));
}
