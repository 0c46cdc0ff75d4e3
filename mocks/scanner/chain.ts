import { createHash } from 'node:crypto';

/**
 * The hash that ties a capture to the one before it: upper hex of SHA-256(previous || SHA-256(record)), bytes concatenated (rule:
 * MDS 0.9.5, "hash"; bytes rather than hex strings: mosip-mock-services).
 * @param previousHash 64 hex digits, or empty: then SHA-256 of nothing stands in
 * @param record the ISO record, before any encryption
 */
export function chainHash(previousHash: string, record: Uint8Array): string {
  const previous = previousHash === '' ? sha256(new Uint8Array()) : Buffer.from(previousHash, 'hex');
  return sha256(Buffer.concat([previous, sha256(record)])).toString('hex').toUpperCase();
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
