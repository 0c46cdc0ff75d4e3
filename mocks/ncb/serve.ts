import { serve } from '../../src/service/serve.ts';
import { buildNcb } from './build.ts';
import { ncbConfig } from './config.ts';

await serve('ncb', ncbConfig, buildNcb);
