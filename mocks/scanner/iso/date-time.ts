/** Writes the nine bytes of an ISO/IEC 19794-1:2011 capture date and time, UTC: year u16, month, day, hour, minute, second, ms u16. */
export function writeDateTime(record: Buffer, at: number, epochMs: number): void {
  const date = new Date(epochMs);
  record.writeUInt16BE(date.getUTCFullYear(), at);
  record.set([date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()], at + 2);
  record.writeUInt16BE(date.getUTCMilliseconds(), at + 7);
}
