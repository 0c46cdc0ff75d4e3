/** What the service answers in place of candidates. `code`: OSIA leaves the numbers to the vendor, and 401, 403 and 404 without a body. */
const refusals = {
  'bad-json': { status: 400, code: 4000, title: 'no JSON' },
  schema: { status: 400, code: 4001, title: 'not as the schema has it' },
  'missing-parameter': { status: 400, code: 4002, title: 'missing parameter' },
  'no-usable-biometric': { status: 400, code: 4003, title: 'no usable biometric' },
  undecodable: { status: 400, code: 4004, title: 'undecodable image' },
  quality: { status: 400, code: 4005, title: 'quality below the floor' },
  sequence: { status: 400, code: 4006, title: 'slap and single prints disagree' },
  'no-token': { status: 401, challenge: 'Bearer error="invalid_token"' },
  'no-scope': { status: 403, challenge: 'Bearer error="insufficient_scope"' },
  unknown: { status: 404 },
  'not-kept': { status: 403 },
  'key-reused': { status: 409, code: 4090, title: 'this transactionId stands for another request' },
  'person-exists': { status: 409, code: 4091, title: 'this person is enrolled already' },
  'too-large': { status: 413, code: 4130, title: 'body over the limit' },
  'other-shard': { status: 421, code: 4210, title: 'this person belongs to another shard' },
  'client-queue-full': { status: 429, code: 4290, title: 'too many searches of this client', retryAfterS: 1 },
  fault: { status: 500, code: 5000, title: 'fault of the matcher' },
  unavailable: { status: 503, code: 5030, title: 'cannot search now', retryAfterS: 1 },
} satisfies Record<string, RefusalRow>;

interface RefusalRow {
  status: number;
  code?: number;
  title?: string;
  /** `WWW-Authenticate`, RFC 6750 section 3. */
  challenge?: string;
  /** Nothing was taken: the same transactionId may come again. */
  retryAfterS?: number;
}

export type RefusalKind = keyof typeof refusals;

/** Every kind, by status and code. */
export const refusalKinds = Object.keys(refusals) as RefusalKind[];

/** Thrown by routes and searches, turned into a reply by the error handler. */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly row: RefusalRow;

  constructor(kind: RefusalKind, detail = '', options?: ErrorOptions) {
    super(detail, options);
    this.kind = kind;
    this.row = refusals[kind];
  }

  /** OSIA's Error, JSON; null where OSIA has no body. */
  body(): string | null {
    const { code, title } = this.row;
    return code === undefined ? null : JSON.stringify({ code, message: this.message ? `${title}: ${this.message}` : title });
  }
}
