import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { requiredFile } from './required-file.ts';
import { makeTrust, type KeyPairFiles, type Trust } from './trust.ts';

const dir = mkdtempSync(join(tmpdir(), 'trust-'));
let trust: Trust;
let sites: KeyPairFiles[];

beforeAll(async () => {
  trust = await makeTrust(join(dir, 'keys'), ['localhost', 'gateway']);
  sites = [await trust.site('AL/SITE01', 'AL', 'AL-HAN'), await trust.site('ME/SITE09', 'ME', 'ME-X')];
});
afterAll(() => rmSync(dir, { recursive: true }));

const certificate = (file: string): X509Certificate => new X509Certificate(readFileSync(file));

test('makeTrust() signs what it issues: each certificate has its own key and serial, and none may sign others', () => {
  const ca = certificate(trust.caFile);
  const issued = [trust.server, trust.operator, ...sites].map(({ certFile, keyFile }) => ({ x509: certificate(certFile), key: createPrivateKey(readFileSync(keyFile)) }));
  expect([ca.ca, ca.verify(ca.publicKey)]).toEqual([true, true]);
  for (const { x509, key } of issued) expect([x509.verify(ca.publicKey), x509.checkIssued(ca), x509.checkPrivateKey(key), x509.ca]).toEqual([true, true, true, false]);
  expect(new Set([ca, ...issued.map(({ x509 }) => x509)].map(({ serialNumber }) => serialNumber)).size).toBe(5);
});

test('makeTrust() names servers by host, sites by id, originator and country, the operator by nothing else', () => {
  const server = certificate(trust.server.certFile);
  expect(['localhost', 'gateway', 'elsewhere'].map((name) => server.checkHost(name))).toEqual(['localhost', 'gateway', undefined]);
  expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect([trust.operator, ...sites].map(({ certFile }) => certificate(certFile).subject)).toEqual(['CN=operator', 'CN=AL-HAN\nO=AL/SITE01\nC=AL', 'CN=ME-X\nO=ME/SITE09\nC=ME']);
});

test('makeTrust() keeps keys from others, and never writes that of the authority', () => {
  const folder = join(dir, 'keys');
  const keys = readdirSync(folder).filter((name) => name.endsWith('.key'));
  expect(keys).toHaveLength(4);
  expect(keys.map((name) => statSync(join(folder, name)).mode & 0o777)).toEqual(Array(4).fill(0o600));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(readFileSync(trust.caFile, 'utf8')).not.toContain('PRIVATE');
});

test('two authorities do not know each other\'s certificates', async () => {
  const other = await makeTrust(join(dir, 'other'));
  expect(certificate(other.server.certFile).verify(certificate(trust.caFile).publicKey)).toBe(false);
});

test('requiredFile() reads a file, or says which service wanted which', () => {
  expect(requiredFile('gateway', trust.caFile)).toEqual(readFileSync(trust.caFile));
  expect(() => requiredFile('gateway', join(dir, 'none'))).toThrow(expect.objectContaining({ code: 'SERVICE_FILE_UNREADABLE', fields: expect.objectContaining({ service: 'gateway', file: join(dir, 'none') }) }));
});
