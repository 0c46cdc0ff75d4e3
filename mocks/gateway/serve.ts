import { systemClock } from '../../src/core/clock.ts';
import { serve } from '../../src/service/serve.ts';
import { buildGateway } from './build.ts';
import { gatewayConfig } from './config.ts';

await serve('gateway', gatewayConfig, (config, log) => buildGateway(config, log, systemClock));
