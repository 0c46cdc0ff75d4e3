import { systemClock } from '../../src/core/clock.ts';
import { serve } from '../../src/service/serve.ts';
import { buildScanner } from './build.ts';
import { scannerConfig } from './config.ts';

await serve('scanner', scannerConfig, async (config, log) => {
  const app = await buildScanner(config, systemClock, log);
  return { url: await app.listen({ host: config.host, port: config.port }), close: () => app.close() };
});
