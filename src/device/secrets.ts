import { readFileSync } from 'node:fs';
import { AppError } from '../core/errors.ts';
import type { FleetConfig } from './config.ts';

/** Certificates and keys, read from their files. */
export interface Secrets {
  ca: string;
  /** Client certificate and key of each site, PEM. */
  sites: Record<string, { cert: string; key: string }>;
  /** 32 bytes. */
  queueKey: Uint8Array;
}

/**
 * Reads every file of certificates and keys.
 * @throws AppError CONFIG_INVALID naming all that are missing or bad
 */
export function readSecrets(config: FleetConfig): Secrets {
  const problems: string[] = [];
  const read = (file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      problems.push(`${file}: ${error instanceof Error ? error.message : String(error)}`);
      return '';
    }
  };
  const queueKeyText = read(config.queueKeyFile).trim();
  const secrets = {
    ca: read(config.tls.caFile),
    sites: Object.fromEntries(Object.entries(config.tls.sites).map(([site, files]) => [site, { cert: read(files.certFile), key: read(files.keyFile) }])),
    queueKey: Buffer.from(queueKeyText, 'hex'),
  };
  if (!/^[0-9a-f]{64}$/i.test(queueKeyText)) problems.push('queueKeyFile: expected 32 bytes as 64 hex digits');
  if (problems.length > 0) throw new AppError('CONFIG_INVALID', { service: 'fleet', problems: problems.join('; ') });
  return secrets;
}
