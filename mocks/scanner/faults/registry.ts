import { z } from 'zod';
import { bestFrame } from './best-frame.ts';
import { brokenChain } from './broken-chain.ts';
import { busy } from './busy.ts';
import { clockSkew } from './clock-skew.ts';
import { error } from './error.ts';
import { reset } from './reset.ts';
import { slow } from './slow.ts';
import { truncatedBody } from './truncated-body.ts';

/** Every kind of fault, one line each. */
export const faultSchema = z.discriminatedUnion('kind', [
  bestFrame,
  brokenChain,
  busy,
  clockSkew,
  error,
  reset,
  slow,
  truncatedBody,
]);
