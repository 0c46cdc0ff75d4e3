import type { FastifyReply } from 'fastify';
import type { Reply } from '../call.ts';

/** Sends a reply as its delivery says: whole, cut in the middle of the announced length, or as a TCP reset. */
export function deliver(reply: FastifyReply, { body, delivery }: Reply): FastifyReply {
  const bytes = Buffer.from(body);
  switch (delivery.kind) {
    case 'whole':
      return reply.send(bytes);
    case 'truncated': {
      for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
      reply.hijack();
      reply.raw.writeHead(200, { 'content-length': bytes.length });
      reply.raw.write(bytes.subarray(0, Math.floor(bytes.length * delivery.share)), () => reply.raw.destroy());
      return reply;
    }
    case 'reset':
      reply.hijack();
      reply.raw.socket?.resetAndDestroy();
      return reply;
  }
}
