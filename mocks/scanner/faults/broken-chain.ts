import { fault } from './fault.ts';

/** The hashes do not chain from the previous one. */
export const brokenChain = fault('broken-chain', {}, (_, behaviour) => ({ ...behaviour, chained: false }));
