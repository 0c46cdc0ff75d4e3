import { systemClock } from '../core/clock.ts';
import { serve } from '../service/serve.ts';
import { buildFleet } from './build.ts';
import { fleetConfig } from './config.ts';

await serve('fleet', fleetConfig, async (config) => {
  const app = await buildFleet(config, systemClock);
  return { url: await app.listen({ host: config.host, port: config.port }), close: () => app.close() };
});
