const minuteMs = 60_000;
const hourMs = 3_600_000;

/** A duration for people, three significant digits or whole units: "8.2 ms", "42 ms", "1.94 s", "3 min 20 s", "5 h 12 min". */
export function duration(ms: number): string {
  if (ms < 9.95) return `${ms.toFixed(1)} ms`;
  if (ms < 99.5) return `${ms.toFixed(0)} ms`;
  if (ms < 9_995) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 119_950) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min ${Math.floor((ms % minuteMs) / 1000)} s`;
  return `${Math.floor(ms / hourMs)} h ${Math.floor((ms % hourMs) / minuteMs)} min`;
}

/** A duration in seconds only, for columns: "0.04", "1.94", "23.4". */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(ms < 9_995 ? 2 : 1);
}

/** A time of the play, "m:ss", or "h:mm:ss" from an hour on. */
export function playTime(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), String(total % 60).padStart(2, '0')];
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** A share in 0..1 as "96.3 %". */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

/** Decimal: "54 kB", "1.2 MB". */
export function bytes(count: number): string {
  if (count < 1e3) return `${Math.round(count)} B`;
  if (count < 999.5e3) return `${(count / 1e3).toFixed(count < 9.95e3 ? 1 : 0)} kB`;
  return count < 999.5e6 ? `${(count / 1e6).toFixed(count < 99.5e6 ? 1 : 0)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}

/** A whole number with thin groups of three: "10 000". */
export function whole(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
