import { fault } from './fault.ts';

/** The image never settles: the answer comes at the deadline, with the best frame so far, below the requested score. */
export const bestFrame = fault('best-frame', {}, (_, behaviour) => ({ ...behaviour, settles: false }));
