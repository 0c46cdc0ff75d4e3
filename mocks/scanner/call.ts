import type { Delivery } from './faults/fault.ts';

/** A call of the scanner interface, apart from the transport that brought it. */
export interface Call {
  verb: 'discover' | 'info' | 'rcapture';
  /** The body as it came. */
  text: string;
  /** `Origin` header of a browser. */
  origin: string | null;
  /** Where the service was reached, e.g. `http://127.0.0.1:4501`. */
  baseUrl: string;
}

/** What the transport sends back, with status 200: SBI errors travel in the body. */
export interface Reply {
  /** JSON. */
  body: string;
  delivery: Delivery;
}
