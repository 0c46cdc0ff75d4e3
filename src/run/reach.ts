import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { AppError } from '../core/errors.ts';
import type { ForeignTarget } from '../stack/reference.ts';

/** Longest that a target may take to shake hands, ms. */
const handshakeMsMax = 10_000;

/**
 * Shakes hands with the user's own system as its sites will (HTTP/2, mutual TLS 1.3), so that a wrong address or certificate is told
 * before anything is made.
 * @throws AppError TARGET_UNREACHABLE
 */
export async function reach({ url, caFile, client }: ForeignTarget): Promise<void> {
  try {
    const session = connect(url, {
      ca: readFileSync(caFile), cert: readFileSync(client.certFile), key: readFileSync(client.keyFile), minVersion: 'TLSv1.3', ALPNProtocols: ['h2'],
    });
    await new Promise<void>((resolve, reject) => {
      const deadline = setTimeout(() => reject(new Error(`no handshake within ${handshakeMsMax / 1000} s`)), handshakeMsMax);
      session.once('error', reject);
      session.once('close', () => reject(new Error('closed the connection')));
      // TLS 1.3 refuses a client's certificate only after the handshake: an answer to a ping shows that it was taken.
      session.once('connect', () => session.ping((error) => (error ? reject(error) : resolve())));
      session.once('close', () => clearTimeout(deadline));
    }).finally(() => session.destroy());
  } catch (error) {
    throw new AppError('TARGET_UNREACHABLE', { url, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
