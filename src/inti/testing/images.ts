/** Separators and a marker: what a body may hold without being cut there. */
const separators = Uint8Array.of(0x1c, 0x1d, 0x1e, 0x1f, 0xff);

/**
 * As much of a WSQ stream as tells its size (SOI, and SOF behind a comment, as cwsq writes them), and a body.
 * @param body what follows the headers; a decoder would find no image in it
 */
export function wsqOf(width: number, height: number, body = separators): Uint8Array {
  const comment = [0xff, 0xa8, 0, 4, 0x1c, 0xff];
  return Uint8Array.of(0xff, 0xa0, ...comment, 0xff, 0xa2, 0, 17, 0, 255, ...u16(height), ...u16(width), 0, 0, 0, 0, 0, 0, 0, 0, 0, ...body);
}

/** The same of a JPEG file: SOI, APP0 and a baseline SOF of one component. */
export function jpegOf(width: number, height: number, body = separators): Uint8Array {
  const app0 = [0xff, 0xe0, 0, 4, 0x1d, 0x1e];
  return Uint8Array.of(0xff, 0xd8, ...app0, 0xff, 0xc0, 0, 11, 8, ...u16(height), ...u16(width), 1, 1, 0x11, 0, ...body);
}

function u16(value: number): [number, number] {
  return [value >> 8, value & 255];
}
