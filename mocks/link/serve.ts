import { systemClock } from '../../src/core/clock.ts';
import { serve } from '../../src/service/serve.ts';
import { build } from './build.ts';
import { linkConfig } from './config.ts';

await serve('link', linkConfig, async (config) => {
  const app = await build(config, systemClock);
  const url = await app.listen({ host: config.host, port: config.port });
  return { url, close: () => app.close() };
});
