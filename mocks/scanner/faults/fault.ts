import { z } from 'zod';
import type { Code } from '../codes.ts';

/** How a reply leaves: whole, cut after a share of its bytes, or not at all (the connection is reset). */
export type Delivery = { kind: 'whole' } | { kind: 'truncated'; share: number } | { kind: 'reset' };

/** Everything about one capture that a fault may change. */
export interface Behaviour {
  /** Answered at once instead of a capture. */
  refusal: Code | null;
  /** Factor on the capture's duration. */
  slowdown: number;
  /** False: the image never settles, so the best frame is answered at the deadline. */
  settles: boolean;
  /** Added to the device's clock, ms. */
  skewMs: number;
  /** False: the hashes do not fit what they should chain. */
  chained: boolean;
  delivery: Delivery;
}

/** A capture that nothing disturbs. */
export const undisturbed: Behaviour = { refusal: null, slowdown: 1, settles: true, skewMs: 0, chained: true, delivery: { kind: 'whole' } };

/** A fault of the script: whom it strikes, and what it does. */
export interface Fault {
  kind: string;
  /** Absent: every device. */
  device: string | undefined;
  /** Absent: every transaction. */
  transactionId: string | undefined;
  /** Strikes only the nth capture (from 1) of those that device and transaction select. Absent: each of them. */
  nth: number | undefined;
  alter(behaviour: Behaviour): Behaviour;
}

/**
 * A kind of fault, as the schema of its lines in the configuration.
 *
 * To add one: a file beside this one that exports `fault(kind, parameters, alter)`, its test, and one line in registry.ts.
 * @param parameters zod schemas of its own keys, unit last in their names
 * @param alter pure: how a capture behaves under the fault
 */
export function fault<K extends string, P extends z.core.$ZodLooseShape>(
  kind: K, parameters: P, alter: (parameters: z.output<z.ZodObject<P>>, behaviour: Behaviour) => Behaviour,
) {
  const target = { device: z.string().optional(), transactionId: z.string().optional(), nth: z.int().min(1).optional() };
  return z.strictObject({ kind: z.literal(kind), ...target, ...parameters }).transform((line): Fault => {
    const { device, transactionId, nth } = line as z.output<z.ZodObject<typeof target>>;
    return { kind, device, transactionId, nth, alter: (behaviour) => alter(line as z.output<z.ZodObject<P>>, behaviour) };
  });
}
