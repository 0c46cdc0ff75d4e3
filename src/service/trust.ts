import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, PEM files. */
export interface KeyPairFiles {
  certFile: string;
  keyFile: string;
}

/** A certificate authority and what it signed. */
export interface Trust {
  caFile: string;
  /** For every server: 127.0.0.1 and the server names. */
  server: KeyPairFiles;
  /** `CN=operator`. */
  operator: KeyPairFiles;
  /** A client certificate `CN=id, O=ori, C=country`. */
  site(ori: string, country: string, id: string): Promise<KeyPairFiles>;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2049-12-31T00:00:00Z') };

/**
 * Makes a certificate authority (P-256, X.509 v3) that lives as long as one run or test: its own key is never written.
 * @param dir where the PEM files go; made when it is missing
 * @param serverNames DNS names of the server certificate, beside 127.0.0.1
 */
export async function makeTrust(dir: string, serverNames: readonly string[] = ['localhost']): Promise<Trust> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const keys = await newKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: [{ CN: ['Hotspot Rehearsal run authority'] }],
    ...validity,
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, 0, true), new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)],
  });
  const caFile = join(dir, 'ca.pem');
  writeFileSync(caFile, ca.toString('pem'));

  let serial = 1;
  const issue = async (file: string, subject: x509.JsonNameParams, extensions: x509.Extension[]): Promise<KeyPairFiles> => {
    serial += 1;
    const own = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serial.toString(16).padStart(4, '0'),
      subject: new x509.Name(subject),
      issuer: ca.subject,
      ...validity,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: algorithm,
      extensions,
    });
    const files = { certFile: join(dir, `${file}.crt`), keyFile: join(dir, `${file}.key`) };
    writeFileSync(files.certFile, certificate.toString('pem'));
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', own.privateKey);
    writeFileSync(files.keyFile, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), { mode: 0o600 });
    return files;
  };
  const client = [new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth])];
  return {
    caFile,
    server: await issue('server', [{ CN: ['localhost'] }], [
      new x509.SubjectAlternativeNameExtension([...serverNames.map((value) => ({ type: 'dns' as const, value })), { type: 'ip', value: '127.0.0.1' }]),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ]),
    operator: await issue('operator', [{ CN: ['operator'] }], client),
    site: (ori, country, id) => issue(`site-${id}-${serial}`, [{ CN: [id] }, { O: [ori] }, { C: [country] }], client),
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}
