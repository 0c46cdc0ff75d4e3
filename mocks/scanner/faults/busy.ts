import { fault } from './fault.ts';

/** The scanner says Busy (111) although it is free. */
export const busy = fault('busy', {}, (_, behaviour) => ({ ...behaviour, refusal: '111' }));
