import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Clock } from '../../src/core/clock.ts';
import { requiredFile } from '../../src/service/required-file.ts';
import type { Service } from '../../src/service/serve.ts';
import type { NcbConfig } from './config.ts';
import { Inbox, noticeSchema } from './inbox.ts';

/**
 * The National Central Bureaus' inboxes: who is told of a hit. HTTPS (TLS 1.3) with client certificates; a site's own certificate, which
 * names an originator (O), is refused. `POST /v1/countries/{CC}/notices` 204, 400, 409; `GET` there, and `GET /v1/notices?after=SEQ`: JSON arrays.
 * @throws AppError SERVICE_FILE_UNREADABLE, JOURNAL_UNUSABLE
 */
export async function buildNcb(config: NcbConfig, clock: Clock): Promise<Service> {
  const [cert, key, ca] = [config.tls.certFile, config.tls.keyFile, config.tls.caFile].map((file) => requiredFile('ncb', file));
  const https = { cert, key, ca, minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true } as const;
  const inbox = Inbox.open(config.storeFile, clock);
  const app = fastify<Server>({ https, bodyLimit: 16_384, keepAliveTimeout: 60_000, forceCloseConnections: true });
  routes(app as unknown as FastifyInstance, inbox);
  await app.listen({ host: config.host, port: config.port });
  return {
    url: `https://${config.host}:${(app.server.address() as AddressInfo).port}`,
    async close() {
      await app.close();
      inbox.close();
    },
  };
}

function routes(app: FastifyInstance, inbox: Inbox): void {
  app.setErrorHandler((error: FastifyError, _, reply) => {
    const { statusCode = 500 } = error;
    return reply.code(statusCode).send({ status: statusCode, title: statusCode < 500 ? error.message : 'fault of the inbox' });
  });
  app.addHook('onRequest', async (request, reply) => {
    const { subject } = (request.raw.socket as TLSSocket).getPeerCertificate();
    if (subject?.O !== undefined) return reply.code(403).send({ status: 403, title: 'not for sites' });
  });

  app.get('/health', async () => ({ status: 'ok' }));

  app.post<{ Params: { country: string } }>('/v1/countries/:country/notices', async (request, reply) => {
    const notice = noticeSchema.safeParse(request.body);
    if (!notice.success) {
      const problems = notice.error.issues.map(({ path, message }) => `${path.join('.') || '(root)'}: ${message}`).join('; ');
      return reply.code(400).send({ status: 400, title: problems });
    }
    if (notice.data.country !== request.params.country) return reply.code(400).send({ status: 400, title: 'country: not that of the inbox' });
    if (!await inbox.keep(notice.data)) return reply.code(409).send({ status: 409, title: 'noticeId stands for another notice' });
    return reply.code(204).send();
  });

  app.get<{ Params: { country: string } }>('/v1/countries/:country/notices', async (request) => inbox.of(request.params.country));

  app.get<{ Querystring: { after?: string } }>('/v1/notices', async (request, reply) => {
    const after = Number(request.query.after ?? '0');
    if (!Number.isSafeInteger(after) || after < 0) return reply.code(400).send({ status: 400, title: 'after: a whole number from 0' });
    return inbox.after(after);
  });
}
