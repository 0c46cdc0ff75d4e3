import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { CompactSign, exportJWK, type JWK } from 'jose';

/** Who the scanner service is: its key, its certificate, and how it signs. */
export interface Identity {
  /** The public key, RFC 7517. */
  jwk: JWK;
  /** A compact JWS (RFC 7515) over JSON: RS256, header `x5c` with the certificate, parts base64url without padding. */
  sign: (payload: object) => Promise<string>;
}

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
const yearMs = 365.25 * 24 * 3600 * 1000;

/**
 * Makes the device key of a service, RSA 2048, with a self-signed certificate of one year: a software key, certification level L0. It
 * lives as long as the process.
 * @param nowMs start of the certificate's validity, ms since the Unix epoch
 */
export async function makeIdentity(nowMs: number): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: [{ CN: ['emulated scanner'] }, { O: ['Hotspot Rehearsal'] }],
    notBefore: new Date(nowMs),
    notAfter: new Date(nowMs + yearMs),
    keys,
    signingAlgorithm: algorithm,
  });
  const header = { alg: 'RS256', typ: 'JWT', x5c: [Buffer.from(certificate.rawData).toString('base64')] };
  return {
    jwk: { ...(await exportJWK(keys.publicKey)), alg: 'RS256', use: 'sig' },
    sign: (payload) => new CompactSign(Buffer.from(JSON.stringify(payload))).setProtectedHeader(header).sign(keys.privateKey),
  };
}
