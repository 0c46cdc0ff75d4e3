import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Call } from '../call.ts';
import type { Scanner } from '../scanner.ts';
import { deliver } from './deliver.ts';

/** The calls of the later SBI draft: POST only. */
const verbs = { '/device': 'discover', '/info': 'info', '/rcapture': 'rcapture' } satisfies Record<string, Call['verb']>;

/**
 * The POST dialect of the scanner interface, with the CORS preflight that browsers need. Bodies come as text, whatever their type: the
 * scanner answers broken JSON itself.
 */
export function sbiRoutes(app: FastifyInstance, scanner: Scanner, corsMaxAgeS: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  for (const [path, verb] of Object.entries(verbs)) {
    app.options(path, (request, reply) => preflight(request, reply, corsMaxAgeS));
    app.post(path, async (request, reply) => {
      const baseUrl = `http://${request.socket.localAddress}:${request.socket.localPort}`;
      const answer = await scanner.handle({ verb, text: (request.body as string | undefined) ?? '', origin: request.headers.origin ?? null, baseUrl });
      allowOrigin(request, reply);
      void reply.headers({ 'cache-control': 'no-store', location: `${baseUrl}${path}`, connection: 'close', 'content-type': 'application/json' });
      return deliver(reply, answer);
    });
  }
}

function preflight(request: FastifyRequest, reply: FastifyReply, maxAgeS: number): FastifyReply {
  allowOrigin(request, reply);
  return reply.code(204).headers({
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'EXT, Content-Type, Cache-Control',
    'access-control-max-age': String(maxAgeS),
  }).send();
}

/** Names the caller's exact origin, never `*`. */
function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  if (request.headers.origin !== undefined) void reply.headers({ 'access-control-allow-origin': request.headers.origin, vary: 'Origin' });
}
