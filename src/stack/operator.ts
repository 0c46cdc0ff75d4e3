import { readFileSync } from 'node:fs';
import { connect } from 'node:http2';
import { get } from 'node:https';
import type { StackLayout } from './reference.ts';

type Operator = StackLayout['operator'];

/** Longest the operator waits for an answer, ms. */
const answerMsMax = 30_000;

/**
 * GET with the operator's certificate from the gateway, which speaks HTTP/2 alone (TLS 1.3).
 * @throws Error on any status but 200
 */
export function gatewayGet(operator: Operator, url: string): Promise<string> {
  const { origin, pathname, search } = new URL(url);
  const session = connect(origin, { ...credentials(operator), ALPNProtocols: ['h2'] });
  return new Promise<string>((resolve, reject) => {
    session.once('error', reject);
    const stream = session.request({ ':path': pathname + search });
    let status = 0;
    const chunks: Buffer[] = [];
    stream.setTimeout(answerMsMax, () => stream.destroy(noAnswer()));
    stream.once('error', reject);
    stream.once('response', (headers) => { status = headers[':status'] ?? 0; });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('close', () => {
      if (status === 200) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`${url} answered ${status}`));
    });
  }).finally(() => session.close());
}

/**
 * The same from the NCB inboxes, which speak HTTP/1.1.
 * @throws Error on any status but 200
 */
export function inboxGet(operator: Operator, url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = get(url, { ...credentials(operator), timeout: answerMsMax }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(Buffer.concat(chunks).toString('utf8'));
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    call.once('timeout', () => call.destroy(noAnswer()));
    call.once('error', reject);
  });
}

function credentials({ caFile, certFile, keyFile }: Operator): { ca: Buffer; cert: Buffer; key: Buffer; minVersion: 'TLSv1.3' } {
  return { ca: readFileSync(caFile), cert: readFileSync(certFile), key: readFileSync(keyFile), minVersion: 'TLSv1.3' };
}

function noAnswer(): Error {
  return new Error(`no answer within ${answerMsMax / 1000} s`);
}
