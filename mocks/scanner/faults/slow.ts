import { z } from 'zod';
import { fault } from './fault.ts';

/** The person or the sensor takes longer. `factor` on the capture's duration, 1..100. */
export const slow = fault('slow', { factor: z.number().min(1).max(100) },
  ({ factor }, behaviour) => ({ ...behaviour, slowdown: behaviour.slowdown * factor }));
