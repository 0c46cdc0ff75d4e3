import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from '../auth.ts';
import { readQuery } from '../reading.ts';
import { plainQuery, resultQuery } from '../request.ts';
import type { Tasks } from '../tasks.ts';
import { sendResult } from './identify.ts';

export interface TasksRoutes {
  auth: Auth;
  /** @throws Refusal unavailable while the gallery is loaded */
  tasks: () => Tasks;
}

type OfTask = { Params: { taskId: string } };

/** OSIA's tasks: their state, another delivery, and (ours) their result. */
export function tasks(app: FastifyInstance, { auth, tasks: serving }: TasksRoutes): void {
  const reading = { onRequest: (request: FastifyRequest): Promise<void> => auth.require(request, 'abis.task.read') };
  const updating = { onRequest: (request: FastifyRequest): Promise<void> => auth.require(request, 'abis.task.update') };

  app.get<OfTask>('/v1/tasks/:taskId/status', reading, async (request, reply) => {
    const { transactionId } = readQuery(plainQuery, request.query);
    return reply.type('application/json').send(JSON.stringify(serving().state(request.params.taskId, transactionId)));
  });

  app.get<OfTask>('/v1/tasks/:taskId/result', reading, async (request, reply) => {
    const { transactionId, waitMs } = readQuery(resultQuery, request.query);
    const result = await serving().result(request.params.taskId, transactionId, waitMs);
    if (!result) return reply.code(204).header('retry-after', '1').send();
    return sendResult(reply, result, result.status === 200 ? 'application/json' : 'application/error+json', 200);
  });

  app.post<OfTask>('/v1/tasks/:taskId/redeliver', updating, async (request, reply) => {
    const { transactionId } = readQuery(plainQuery, request.query);
    await serving().redeliver(request.params.taskId, transactionId);
    return reply.code(204).send();
  });
}
