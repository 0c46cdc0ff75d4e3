import type { IncomingHttpHeaders } from 'node:http';
import { request, type Agent } from 'node:https';

export interface PostReply {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** Largest reply body that is read, bytes. */
const replyBytesMax = 4 << 20;

/**
 * One JSON POST over a keep-alive agent.
 * @param deadlineMs from now to the reply's last byte
 * @throws Error when no complete reply came in time, or one over 4 MiB
 */
export function postJson(url: string, agent: Agent, headers: Record<string, string>, body: string, deadlineMs: number): Promise<PostReply> {
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', ...headers, 'content-length': Buffer.byteLength(body) },
    });
    const timer = setTimeout(() => call.destroy(new Error(`no answer within ${Math.round(deadlineMs)} ms`)), deadlineMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    call.on('error', fail);
    call.on('response', (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > replyBytesMax) call.destroy(new Error('answer over 4 MiB'));
      });
      response.on('error', fail);
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    call.end(body);
  });
}
