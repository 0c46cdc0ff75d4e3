import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, renameSync, writeSync } from 'node:fs';

/** A file's path inside the data set and its SHA-256, hex. */
export type FileSum = [path: string, sum: string];

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A line of SHA256SUMS, as `sha256sum --check` reads it. */
export function sumLine([path, sum]: FileSum): string {
  return `${sum}  ${path}\n`;
}

/** Reads SHA256SUMS. Lines that are none are left out. */
export function readSums(text: string): FileSum[] {
  return [...text.matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm)].map((match): FileSum => [match[2]!, match[1]!]);
}

/** A file that is written piece by piece, and has its name only when it is whole. */
export class HashedFile {
  readonly #file: string;
  readonly #descriptor: number;
  readonly #hash: Hash = createHash('sha256');

  constructor(file: string) {
    this.#file = file;
    this.#descriptor = openSync(`${file}.partial`, 'w');
  }

  write(text: string): void {
    writeSync(this.#descriptor, text);
    this.#hash.update(text);
  }

  /** Names the file. @returns its SHA-256, hex */
  finish(): string {
    closeSync(this.#descriptor);
    renameSync(`${this.#file}.partial`, this.#file);
    return this.#hash.digest('hex');
  }
}
