/** Separators of the traditional encoding (ANSI/NIST-ITL 1-2000, 7.1): file, group, record and unit separator. */
export const FS = 0x1c;
export const GS = 0x1d;
export const RS = 0x1e;
export const US = 0x1f;

/** Text of bytes, one character a byte. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Bytes of a text whose characters are all below 256. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
