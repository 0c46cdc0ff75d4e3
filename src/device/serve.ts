import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../core/clock.ts';
import { serve } from '../service/serve.ts';
import { buildFleet } from './build.ts';
import { fleetConfig } from './config.ts';

// Images pass through as buffers outside the heap, a megabyte a check. Counted apart from the heap they start a full collection every half a second,
// a quarter of the fleet's processor time.
setFlagsFromString('--external-memory-accounted-in-global-limit');

await serve('fleet', fleetConfig, async (config) => {
  const app = await buildFleet(config, systemClock);
  return { url: await app.listen({ host: config.host, port: config.port }), close: () => app.close() };
});
