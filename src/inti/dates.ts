/** YYYYMMDD of a time, UTC (INT-I 1.005, 10.005, 14.005). */
export function formatDate(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10).replaceAll('-', '');
}

/** YYYYMMDDHHMMSSZ of a time (INT-I 1.014). */
export function formatGmt(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

/** Whether YYYYMMDD is a day that there is. */
export function isDate(text: string): boolean {
  return /^\d{8}$/.test(text) && parse(`${text}000000Z`) !== null;
}

/** Milliseconds since the Unix epoch of YYYYMMDDHHMMSSZ; null when there is no such time. */
export function parseGmt(text: string): number | null {
  return /^\d{14}Z$/.test(text) ? parse(text) : null;
}

function parse(text: string): number | null {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text)!.map(Number) as [number, number, number, number, number, number, number];
  const atMs = Date.UTC(year, month - 1, day, hour, minute, second);
  return formatGmtOrNull(atMs) === text ? atMs : null;
}

/** Date.UTC carries a 31 February over: only what reads back the same was there. */
function formatGmtOrNull(atMs: number): string | null {
  return Number.isNaN(atMs) ? null : formatGmt(atMs);
}
