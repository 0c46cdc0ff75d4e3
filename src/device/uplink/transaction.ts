import { constants } from 'node:http2';
import type { IncomingHttpHeaders, IncomingHttpStatusHeader } from 'node:http2';
import { AppError } from '../../core/errors.ts';
import { stallMs } from '../policy.ts';
import type { LinkFigures } from '../policy.ts';
import type { Session } from './session.ts';

/** One HTTP answer, complete. */
export interface Reply {
  status: number;
  /** Seconds; null when absent or a date. */
  retryAfterS: number | null;
  location: string | null;
  serverTiming: string | undefined;
  body: Uint8Array;
}

/** An answer file is never larger, bytes. */
const replyBytesMax = 4 << 20;

/**
 * One request on the session: POST with a file, or GET without one. It succeeds only when its stream has closed with a whole response: a
 * link that is cut ends a stream without any error event.
 * @param answerWaitMs `Prefer: wait` (RFC 7240 section 4.3), ms
 * @throws AppError UPLINK_LOST
 */
export function transact(
  session: Session,
  figures: LinkFigures,
  { path, file, answerWaitMs }: { path: string; file: Uint8Array | null; answerWaitMs: number },
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // A session may end while its user waits for the next poll; asking it for a stream would throw.
    if (!session.usable) return reject(new AppError('UPLINK_LOST', { reason: 'the session has ended' }));
    const leave = session.enter();
    const lost = (reason: string): void => reject(new AppError('UPLINK_LOST', { reason }));
    const stream = session.http2.request({
      ':method': file ? 'POST' : 'GET',
      ':path': path,
      prefer: `wait=${Math.round(answerWaitMs / 1000)}`,
      ...(file ? { 'content-type': 'application/octet-stream', 'content-length': file.length } : {}),
    }, { endStream: file === null });

    let headers: (IncomingHttpHeaders & IncomingHttpStatusHeader) | null = null;
    let whole = false;
    let reason = 'closed without a response';
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on('response', (received) => (headers = received));
    stream.on('data', (chunk: Buffer) => {
      length += chunk.length;
      chunks.push(chunk);
      if (length > replyBytesMax) stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on('end', () => (whole = true));
    stream.on('error', (error: NodeJS.ErrnoException) => (reason = error.code ?? error.message));
    stream.setTimeout(stallMs(figures, session.pacer.drainMs(), answerWaitMs), () => {
      reason = 'stalled';
      stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.on('close', () => {
      leave();
      if (headers && whole && stream.rstCode === constants.NGHTTP2_NO_ERROR) resolve(readReply(headers, Buffer.concat(chunks)));
      else lost(reason);
    });
    if (file) session.pacer.send(stream, file);
  });
}

function readReply(headers: IncomingHttpHeaders & IncomingHttpStatusHeader, body: Uint8Array): Reply {
  const retryAfter = headers['retry-after'];
  const timing = headers['server-timing'];
  return {
    status: headers[':status'] ?? 0,
    retryAfterS: retryAfter !== undefined && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
    location: headers.location ?? null,
    serverTiming: Array.isArray(timing) ? timing.join(', ') : timing,
    body,
  };
}
