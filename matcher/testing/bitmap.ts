/** A BMP of 8 bits a px with a palette of greys, 500 ppi, rows from the bottom; a row's length is a multiple of four. */
export function bitmap({ width, height, pixels }: { width: number; height: number; pixels: Uint8Array }): Buffer {
  const head = Buffer.alloc(54 + 1024);
  head.write('BM');
  [head.length + pixels.length, 0, head.length, 40, width, height, 1 | 8 << 16, 0, pixels.length, 19_685, 19_685, 256, 0].forEach((v, k) => head.writeUInt32LE(v, 2 + 4 * k));
  for (let k = 0; k < 256; k++) head.fill(k, 54 + 4 * k, 57 + 4 * k);
  const rows = Array.from({ length: height }, (_, k) => pixels.subarray((height - 1 - k) * width, (height - k) * width));
  return Buffer.concat([head, ...rows]);
}
