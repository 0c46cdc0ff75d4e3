/** Time of the play to px. */
export type Scale = (ms: number) => number;

/** From, to, ms. */
export type Interval = [fromMs: number, toMs: number];

/** Where a part of the timeline is drawn. */
export interface Frame {
  scale: Scale;
  /** px */
  top: number;
  /** Drawn for a telephone: names stand above their rows. */
  narrow: boolean;
  /** End of the time axis. */
  spanMs: number;
}

/** Intervals as bars of one path. Rounded to half pixels and joined where they touch, so that its length is bound by the width, not by the checks. */
export function intervalsPath(intervals: readonly Interval[], scale: Scale, y: number, heightPx: number): string {
  const snapped = intervals.map(([fromMs, toMs]): Interval => {
    const from = Math.floor(2 * scale(fromMs)) / 2;
    return [from, Math.max(from + 0.5, Math.round(2 * scale(toMs)) / 2)];
  }).sort((a, b) => a[0] - b[0]);
  const joined: Interval[] = [];
  for (const [from, to] of snapped) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined.map(([from, to]) => `M${from} ${y}h${to - from}v${heightPx}h${from - to}z`).join('');
}

/**
 * A stepped area over a base line; of several values on one pixel the largest is drawn.
 * @param points x in px, ascending, and value in 0..1
 */
export function plotPath(points: readonly [number, number][], baseY: number, heightPx: number): string {
  const columns = new Map<number, number>();
  for (const [x, value] of points) columns.set(Math.round(x), Math.max(columns.get(Math.round(x)) ?? 0, value));
  const steps = [...columns];
  if (steps.length === 0) return '';
  const path = steps.filter(([, value], k) => k === 0 || value !== steps[k - 1]![1]).map(([x, value]) => `H${x}V${Number((baseY - value * heightPx).toFixed(1))}`).join('');
  return `M${steps[0]![0]} ${baseY}${path}H${steps.at(-1)![0]}V${baseY}z`;
}

export function crossPath(x: number, y: number): string {
  return `M${(x - 4).toFixed(1)} ${(y - 4).toFixed(1)}l8 8m0 -8l-8 8`;
}

export function diamondPath(x: number, y: number): string {
  return `M${x.toFixed(1)} ${(y - 6).toFixed(1)}l5 6l-5 6l-5 -6z`;
}

const tickStepsMs = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 43_200, 86_400].map((s) => s * 1000);

/** Round times from 0 on, about `count` of them at most. */
export function timeTicks(spanMs: number, count: number): number[] {
  const stepMs = tickStepsMs.find((step) => spanMs / step <= count) ?? tickStepsMs.at(-1)!;
  return Array.from({ length: Math.floor(spanMs / stepMs) + 1 }, (_, k) => k * stepMs);
}

/** A length or a place as it is written into a drawing. */
export function fixed(px: number): string {
  return px.toFixed(1);
}
