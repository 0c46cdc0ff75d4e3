import type { ServerHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { FastifyRequest } from 'fastify';
import { Refusal } from './refusal.ts';

/** Who a client certificate names. A site: `CN=<site id>, O=<ORI>, C=<CC>`; the operator: `CN=operator`, no O. */
type Identity = { kind: 'site'; ori: string } | { kind: 'operator' } | { kind: 'stranger' };

const known = new WeakMap<object, Identity>();

/** The client of a request; TLS has verified the certificate's chain already. */
function identify(request: FastifyRequest): Identity {
  const session = (request.raw as unknown as { stream: { session?: ServerHttp2Session } }).stream.session;
  if (!session) return { kind: 'stranger' };
  let identity = known.get(session);
  if (!identity) known.set(session, (identity = readSubject((session.socket as TLSSocket).getPeerCertificate().subject)));
  return identity;
}

/** The originator whose certificate made the request. */
export function requireSite(request: FastifyRequest): string {
  const identity = identify(request);
  if (identity.kind !== 'site') throw new Refusal('not-allowed', 'the certificate names no originator (O)');
  return identity.ori;
}

export function requireOperator(request: FastifyRequest): void {
  if (identify(request).kind !== 'operator') throw new Refusal('not-allowed', 'for the operator');
}

/** Attributes that stand twice come as arrays: such a subject names nobody. */
function readSubject(subject: { CN?: unknown; O?: unknown } | undefined): Identity {
  if (typeof subject?.O === 'string' && subject.O !== '') return { kind: 'site', ori: subject.O };
  return subject?.CN === 'operator' && subject.O === undefined ? { kind: 'operator' } : { kind: 'stranger' };
}
