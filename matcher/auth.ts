import type { FastifyRequest } from 'fastify';
import { errors as joseErrors, jwtVerify } from 'jose';
import type { Clock } from '../src/core/clock.ts';
import { Refusal } from './refusal.ts';

/** Who may call: bearer JWTs (RFC 6750, RFC 7519), HS256, with an end. */
export interface Auth {
  /** @throws Refusal no-token, no-scope */
  require(request: FastifyRequest, scope: string): Promise<void>;
  /** Whom the token of an admitted request names (`sub`); '' = it names nobody. */
  clientOf(request: FastifyRequest): string;
}

/** @param secret shared with the clients */
export function bearerAuth(secret: Uint8Array, clock: Clock): Auth {
  const clients = new WeakMap<FastifyRequest, string>();
  return {
    async require(request, scope) {
      const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], requiredClaims: ['exp'], currentDate: new Date(clock.wallMs()) }).catch((cause: unknown) => {
        if (cause instanceof joseErrors.JOSEError) throw new Refusal('no-token', cause.message, { cause });
        throw cause;
      });
      const scopes = typeof payload['scope'] === 'string' ? payload['scope'].split(' ') : [];
      if (!scopes.includes(scope)) throw new Refusal('no-scope', scope);
      clients.set(request, payload.sub ?? '');
    },
    clientOf: (request) => clients.get(request)!,
  };
}
