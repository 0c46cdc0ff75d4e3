import { z } from 'zod';
import { codes, type Code } from '../codes.ts';
import { fault } from './fault.ts';

/** The scanner answers an error code at once. `code`: any of codes.ts but "0". */
export const error = fault('error', { code: z.enum(Object.keys(codes).filter((code) => code !== '0') as Code[]) },
  ({ code }, behaviour) => ({ ...behaviour, refusal: code }));
