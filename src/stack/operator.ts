import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import type { StackLayout } from './reference.ts';

/** Longest the operator waits for an answer, ms. */
const answerMsMax = 30_000;

/**
 * GET with the operator's certificate over HTTP/2 (TLS 1.3), as the gateway and the NCB inboxes ask for.
 * @throws Error on any status but 200
 */
export function operatorGet(operator: StackLayout['operator'], url: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  const session = connect(origin, {
    ca: readFileSync(operator.caFile), cert: readFileSync(operator.certFile), key: readFileSync(operator.keyFile), minVersion: 'TLSv1.3', ALPNProtocols: ['h2'],
  });
  return new Promise<string>((resolve, reject) => {
    session.once('error', reject);
    const stream = session.request({ ':path': pathname + search });
    let status = 0;
    const chunks: Buffer[] = [];
    stream.setTimeout(answerMsMax, () => stream.destroy(new Error(`no answer within ${answerMsMax / 1000} s`)));
    stream.once('error', reject);
    stream.once('response', (headers) => { status = headers[':status'] ?? 0; });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('close', () => {
      if (status === 200) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`${url} answered ${status}`));
    });
  }).finally(() => session.close());
}
