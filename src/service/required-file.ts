import { readFileSync } from 'node:fs';
import { AppError } from '../core/errors.ts';

/**
 * Bytes of a file that a service's configuration names: a certificate, a key, a secret.
 * @throws AppError SERVICE_FILE_UNREADABLE
 */
export function requiredFile(service: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new AppError('SERVICE_FILE_UNREADABLE', { service, file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
