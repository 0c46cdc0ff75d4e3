/** An ISO/IEC 19794-4:2011 record with one WSQ finger, as a MOSIP scanner packs it. */
export function fingerRecord(width: number, height: number, wsq: Uint8Array): Buffer {
  const head = Buffer.alloc(62);
  head.write('FIR\x00020\x00', 'latin1');
  head.writeUInt32BE(62 + wsq.length, 8);
  head.writeUInt16BE(1, 12);
  head.writeUInt8(1, 34);
  head.writeUInt8(2, 52);
  head.writeUInt16BE(width, 54);
  head.writeUInt16BE(height, 56);
  head.writeUInt32BE(wsq.length, 58);
  return Buffer.concat([head, wsq]);
}

/** An ISO/IEC 19794-5:2011 record with one JPEG face. */
export function faceRecord(width: number, height: number, jpeg: Uint8Array): Buffer {
  const head = Buffer.alloc(73);
  head.write('FAC\x00030\x00', 'latin1');
  head.writeUInt32BE(73 + jpeg.length, 8);
  head.writeUInt16BE(1, 12);
  head.writeUInt8(1, 35);
  head.writeUInt16BE(width, 60);
  head.writeUInt16BE(height, 62);
  head.writeUInt32BE(jpeg.length, 69);
  return Buffer.concat([head, jpeg]);
}
