import type { FastifyInstance } from 'fastify';
import { AppError } from '../../core/errors.ts';
import { crosscheck } from '../check.ts';
import type { Fleet } from '../fleet.ts';

/** `POST /devices/{id}/checks/{n}`: the officer's call. 200 shown, 202 stored, 404 not in the plan, 409 before the play. */
export function checkRoutes(app: FastifyInstance, fleet: Fleet): void {
  app.post<{ Params: { id: string; n: string } }>('/devices/:id/checks/:n', async (request, reply) => {
    const device = fleet.devices.get(request.params.id);
    const check = /^\d+$/.test(request.params.n) ? device?.checks[Number(request.params.n)] : undefined;
    if (!device || !check) throw new AppError('CHECK_UNKNOWN', request.params);
    if (fleet.clock.originMs === null) throw new AppError('PLAY_NOT_STARTED');
    const answer = await device.serve(check.tcn, (free) => crosscheck(fleet, device, check, free));
    return reply.code('stored' in answer ? 202 : 200).send(answer);
  });
}
