import { z } from 'zod';
import { fault } from './fault.ts';

/** The connection closes in the middle of the body, whose length was announced. `share` of its bytes that leave, 0..1. */
export const truncatedBody = fault('truncated-body', { share: z.number().min(0).lt(1).default(0.5) },
  ({ share }, behaviour) => ({ ...behaviour, delivery: { kind: 'truncated', share } }));
