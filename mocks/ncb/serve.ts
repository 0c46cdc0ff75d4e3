import { systemClock } from '../../src/core/clock.ts';
import { serve } from '../../src/service/serve.ts';
import { buildNcb } from './build.ts';
import { ncbConfig } from './config.ts';

await serve('ncb', ncbConfig, (config) => buildNcb(config, systemClock));
