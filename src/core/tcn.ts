/**
 * Transaction control number, ANSI/NIST-ITL field 1.009 in the INT-I form YYSSSSSSSSA
 * (Council Decision 2008/616/JHA, Annex ch. 2): year, serial of eight digits, check letter.
 */
const letters = 'ZABCDEFGHJKLMNPQRTUVWXY';

/** The check letter: (YY x 10^8 + serial) mod 23, Z for 0. */
export function checkLetter(year: number, serial: number): string {
  return letters[(year * 100_000_000 + serial) % 23]!;
}

/**
 * @param year two digits, 0..99
 * @param serial 0..99,999,999
 */
export function formatTcn(year: number, serial: number): string {
  return `${String(year).padStart(2, '0')}${String(serial).padStart(8, '0')}${checkLetter(year, serial)}`;
}

/** Year and serial of a TCN, or null when its form or (unless `lenient`) its check letter is wrong. */
export function parseTcn(text: string, lenient = false): { year: number; serial: number } | null {
  const match = /^(\d{2})(\d{8})([A-HJ-NP-RT-Z])$/.exec(text);
  if (!match) return null;
  const year = Number(match[1]);
  const serial = Number(match[2]);
  return lenient || checkLetter(year, serial) === match[3] ? { year, serial } : null;
}
