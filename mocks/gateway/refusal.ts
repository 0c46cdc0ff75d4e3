/** What the gateway answers in place of a file; RFC 9457 problem details. `retryAfterS` = nothing was taken, come back then. */
const refusals = {
  'not-a-file': { status: 400, title: 'not an INT-I file' },
  'bad-request': { status: 400, title: 'bad request' },
  'not-allowed': { status: 403, title: 'not allowed to this certificate' },
  'originator-differs': { status: 403, title: 'the originator (1.008) is not the one of the certificate' },
  unknown: { status: 404, title: 'unknown transaction' },
  'other-bytes': { status: 409, title: 'this transaction is known with other bytes' },
  'too-large': { status: 413, title: 'file over the limit', retryAfterS: 60 },
  'media-type': { status: 415, title: 'application/octet-stream is taken, nothing else' },
  'client-queue-full': { status: 429, title: 'too many unanswered transactions of this originator', retryAfterS: 2 },
  'queue-full': { status: 503, title: 'queue full', retryAfterS: 2 },
  'journal-failed': { status: 503, title: 'the journal cannot be written', retryAfterS: 5 },
  fault: { status: 500, title: 'fault of the gateway' },
  stopping: { status: 503, title: 'stopping', retryAfterS: 2 },
} satisfies Record<string, Problem>;

interface Problem {
  status: number;
  title: string;
  retryAfterS?: number;
}

export type RefusalKind = keyof typeof refusals;

/** Thrown by routes, turned into a reply by the error handler. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly problem: Problem;

  constructor(kind: RefusalKind, detail = '', options?: ErrorOptions) {
    super(detail, options);
    this.kind = kind;
    this.problem = refusals[kind];
  }

  /** The body, `application/problem+json`. */
  body(): Record<string, unknown> {
    const { status, title } = this.problem;
    return { type: 'about:blank', title, status, ...(this.message && { detail: this.message }) };
  }
}
