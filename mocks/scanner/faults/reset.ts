import { fault } from './fault.ts';

/** The capture is made, then the connection is reset (TCP RST) instead of a reply. */
export const reset = fault('reset', {}, (_, behaviour) => ({ ...behaviour, delivery: { kind: 'reset' } }));
