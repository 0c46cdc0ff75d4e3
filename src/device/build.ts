import Fastify from 'fastify';
import type { FastifyInstance, FastifyError } from 'fastify';
import type { Clock } from '../core/clock.ts';
import { AppError } from '../core/errors.ts';
import type { FleetConfig } from './config.ts';
import { openFleet } from './fleet.ts';
import type { Fleet } from './fleet.ts';
import { watchMetrics } from './metrics.ts';
import { readPlan } from './read-plan.ts';
import { checkRoutes } from './routes/checks.ts';
import { feedRoutes } from './routes/feeds.ts';
import { playRoutes } from './routes/play.ts';
import { readSecrets } from './secrets.ts';

/** HTTP status of each fault that a caller can cause. */
const statusByCode: Partial<Record<string, number>> = { CHECK_UNKNOWN: 404, PLAY_NOT_STARTED: 409, PLAY_UNDER_WAY: 409, REQUEST_INVALID: 400 };

/**
 * Makes the fleet's application without listening.
 * @throws AppError CONFIG_INVALID, CONFIG_UNREADABLE, JOURNAL_UNUSABLE, QUEUE_KEY_WRONG
 */
export async function buildFleet(config: FleetConfig, clock: Clock): Promise<FastifyInstance> {
  const fleet = await openFleet(config, readPlan(config), readSecrets(config), clock);
  // Keep-alive outlives the pauses of an officer, else the load generator meets a closing connection now and then.
  const app = Fastify({ keepAliveTimeout: 300_000, requestTimeout: 0, forceCloseConnections: 'idle' });
  app.server.headersTimeout = 70_000;
  app.setErrorHandler((error: FastifyError | AppError, _, reply) => {
    if (error instanceof AppError) return reply.code(statusByCode[error.code] ?? 500).send({ code: error.code, message: error.message, hint: error.hint });
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ code: status < 500 ? 'REQUEST_INVALID' : 'BUG', message: error.message });
  });
  checkRoutes(app, fleet);
  feedRoutes(app, fleet);
  playRoutes(app, fleet, config);
  watchRoutes(app, fleet);
  closing(app, fleet);
  return app;
}

/** `GET /health`, `GET /metrics`. */
function watchRoutes(app: FastifyInstance, fleet: Fleet): void {
  const metrics = watchMetrics(fleet);
  app.get('/health', () => ({ status: 'ok', devices: fleet.devices.size, sites: fleet.sites.size }));
  app.get('/metrics', () => metrics.read());
  app.addHook('onClose', async () => metrics.stop());
}

/** The uplinks end before the last replies, so that every waiting officer is told "stored"; his connection ends with that reply. */
function closing(app: FastifyInstance, fleet: Fleet): void {
  let isClosing = false;
  app.addHook('onSend', async (_, reply) => {
    if (isClosing) reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    isClosing = true;
    await Promise.all([...fleet.sites.values()].map((site) => site.uplink.close()));
  });
  app.addHook('onClose', () => fleet.close());
}
