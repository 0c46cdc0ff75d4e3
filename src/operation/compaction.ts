/**
 * Timeline compaction: latencies stay real, only idle shrinks. Each site has its own offset; a gap in which nothing is due, expected to
 * be in flight or changing at the site is cut to `gapMs`.
 */

/** What keeps a site busy, scenario time, ms. */
export interface Activity {
  startMs: number;
  endMs: number;
}

/** What is left of an idle gap, ms: the lead-in of the next event. */
export const gapMs = 2_000;
/** A jump happens this long after the activity before it, ms, so that the tail of an answer is not in it. */
const settleMs = 1_000;

/** Maps scenario time to play time at one site. */
export interface SiteTimeline {
  toPlayMs(scenarioMs: number): number;
  /** Gaps taken out, by play time. */
  jumps: { atMs: number; skippedMs: number }[];
  /** Play time at which the last activity ends. */
  endMs: number;
}

/**
 * @param activities in any order; may overlap
 * @param startMs play time of the first activity
 */
export function compact(activities: readonly Activity[], startMs: number): SiteTimeline {
  const busy = merge(activities);
  const pieces: { scenarioMs: number; playMs: number }[] = [];
  const jumps: SiteTimeline['jumps'] = [];
  let playMs = startMs;
  busy.forEach((activity, k) => {
    const previous = busy[k - 1];
    if (previous) {
      const idleMs = activity.startMs - previous.endMs;
      const skippedMs = idleMs - gapMs;
      jumps.push({ atMs: playMs + settleMs, skippedMs });
      playMs += gapMs;
    }
    pieces.push({ scenarioMs: activity.startMs, playMs });
    playMs += activity.endMs - activity.startMs;
  });
  return {
    toPlayMs: (scenarioMs) => {
      const piece = pieces.findLast((candidate) => candidate.scenarioMs <= scenarioMs) ?? { scenarioMs, playMs: startMs };
      return piece.playMs + scenarioMs - piece.scenarioMs;
    },
    jumps,
    endMs: playMs,
  };
}

/** Joins activities that overlap or lie closer than the gap that would be left anyway. */
function merge(activities: readonly Activity[]): Activity[] {
  const merged: Activity[] = [];
  for (const activity of [...activities].sort((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1);
    if (last && activity.startMs - last.endMs <= gapMs) last.endMs = Math.max(last.endMs, activity.endMs);
    else merged.push({ ...activity });
  }
  return merged;
}
