import { z } from 'zod';
import { fault } from './fault.ts';

const yearMs = 366 * 24 * 3600 * 1000;

/** The device's clock is off. `skewMs` is added to it, within a year either way; it shows in `timestamp` and in the ISO record. */
export const clockSkew = fault('clock-skew', { skewMs: z.int().min(-yearMs).max(yearMs) },
  ({ skewMs }, behaviour) => ({ ...behaviour, skewMs: behaviour.skewMs + skewMs }));
