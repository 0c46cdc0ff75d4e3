/** Width and height from an image's own header. */
export interface ImageSize {
  width: number;
  height: number;
}

/** Size of a WSQ stream (FBI IAFIS-IC-0110 V3: SOI FFA0, SOF FFA2 with height and width behind black and white); null for anything else. */
export function wsqSize(bytes: Uint8Array): ImageSize | null {
  return bytes[0] === 0xff && bytes[1] === 0xa0 ? findFrame(bytes, (marker) => marker === 0xa2, 2) : null;
}

/** Size of a JPEG file (ISO/IEC 10918-1: SOI FFD8, SOFn with height and width behind the precision); null for anything else. */
export function jpegSize(bytes: Uint8Array): ImageSize | null {
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? findFrame(bytes, isJpegFrame, 1) : null;
}

/** SOF0..SOF15 but for DHT (C4), JPG (C8) and DAC (CC). */
function isJpegFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** Walks the segments up to the frame header; height and width stand `skip` bytes behind its length. */
function findFrame(bytes: Uint8Array, isFrame: (marker: number) => boolean, skip: number): ImageSize | null {
  const u16 = (at: number): number => (bytes[at]! << 8) | bytes[at + 1]!;
  let at = 2;
  while (at + 8 + skip <= bytes.length && bytes[at] === 0xff) {
    const length = u16(at + 2);
    if (isFrame(bytes[at + 1]!)) return { height: u16(at + 4 + skip), width: u16(at + 6 + skip) };
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}
