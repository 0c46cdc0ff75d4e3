import Fastify, { type FastifyInstance } from 'fastify';
import type { Clock } from '../../src/core/clock.ts';
import type { Log } from '../../src/service/serve.ts';
import { openCaptures } from './captures.ts';
import type { ScannerConfig } from './config.ts';
import { makeIdentity } from './identity.ts';
import { customMethods } from './routes/methods.ts';
import { sbiRoutes } from './routes/sbi.ts';
import { Scanner } from './scanner.ts';

/** Limits of one call: body bytes, and time for a client to send it, ms. */
const bodyBytesMax = 1024 * 1024;
const requestTimeoutMs = 10_000;

/**
 * Builds the emulated MOSIP SBI scanner, both its dialects on one port, without listening. Closing it ends the captures under way with code 110.
 * @throws AppError CAPTURES_UNREADABLE
 */
export async function buildScanner(config: ScannerConfig, clock: Clock, log: Log): Promise<FastifyInstance> {
  const captures = openCaptures(config.capturesFile);
  const scanner = new Scanner({ config, captures, identity: await makeIdentity(clock.wallMs()), clock, log });
  const app = Fastify({ bodyLimit: bodyBytesMax, requestTimeout: requestTimeoutMs });
  const endSilent = customMethods(app.server, scanner);
  app.addHook('preClose', async () => {
    scanner.stop();
    endSilent();
  });
  app.addHook('onClose', async () => captures.close());
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log('failed', { code: 'BUG', message: error.stack ?? error.message });
    return reply.code(status).send({ error: status >= 500 ? 'internal error' : error.message });
  });
  app.get('/health', async () => ({ status: 'ok', ...scanner.health() }));
  sbiRoutes(app, scanner, config.corsMaxAgeS);
  return app;
}
