import { getPriority, setPriority } from 'node:os';
import { systemClock } from '../src/core/clock.ts';
import { serve } from '../src/service/serve.ts';
import { buildMatcher } from './build.ts';
import { matcherConfig } from './config.ts';

/** Least niceness of every thread of this process: searches use all processors and must not starve who waits for their answers. */
const niceness = 10;

setPriority(Math.max(getPriority(), niceness));
await serve('matcher', matcherConfig, (config, log) => buildMatcher(config, log, systemClock));
