import type { Random } from '../../src/core/random.ts';

/** How long a person takes at the scanner: lognormal, cut at `maxMs`. */
export interface Habit {
  medianMs: number;
  /** exp of the standard deviation of the logarithm. */
  spread: number;
  maxMs: number;
}

/** Assumed, below the 4 s that the MOSIP Biometric Specification allows a complete answer of well placed fingers. */
export const habits = {
  Finger: { medianMs: 2000, spread: 1.25, maxMs: 3900 },
  Face: { medianMs: 1200, spread: 1.25, maxMs: 2500 },
} satisfies Record<string, Habit>;

/** Duration of one capture, ms. */
export function drawDurationMs(habit: Habit, random: Random): number {
  return Math.min(habit.maxMs, habit.medianMs * Math.exp(random.normal(0, Math.log(habit.spread))));
}

export interface Sitting {
  /** When the placed finger or face has settled, ms from the call. */
  durationMs: number;
  /** When an answer must be on its way, ms from the call. */
  deadlineMs: number;
  /** Score that stops the capture by itself, 0..100. */
  requestedScore: number;
  /** Quality of each settled image, 1..100; not empty. */
  qualities: number[];
  /** False: it never settles, and the capture lasts until the deadline. */
  settles: boolean;
}

/** How a capture went. */
export interface Course {
  /** ms from the call. */
  endsMs: number;
  /** Quality of each image of the frame that is answered; null when nothing was placed in time. */
  qualities: number[] | null;
}

/** Period of frames, ms: 15 frames/s (assumed). */
const frameMs = 1000 / 15;
/** Share of the duration that passes before something is placed (assumed). */
const placementShare = { low: 0.35, high: 0.6 };
/** Frame noise, share of the settled quality (assumed). */
const noiseDeviation = 0.05;

/**
 * The course of one capture, decided before it is played. Something is placed after a while; the quality of the frames climbs with
 * noise towards that of the settled image and stays below the requested score until then. The capture stops by itself when the
 * settled image has the requested score (several fingers: their mean); else the best frame so far is answered at the deadline, even
 * below the score (MDS 0.9.5, "timeout").
 */
export function captureCourse(sitting: Sitting, random: Random): Course {
  const { durationMs, deadlineMs, requestedScore, qualities, settles } = sitting;
  const placedMs = durationMs * random.range(placementShare.low, placementShare.high);
  const settledMean = mean(qualities);
  const settled = settles && durationMs <= deadlineMs;

  if (settled && settledMean >= requestedScore) return { endsMs: durationMs, qualities };
  if (settled) return { endsMs: deadlineMs, qualities };
  if (placedMs > deadlineMs) return { endsMs: deadlineMs, qualities: null };

  const ceiling = (Math.min(settledMean, requestedScore) - 1) / settledMean;
  const share = Math.min(ceiling, bestShare(placedMs, durationMs, deadlineMs, random));
  return { endsMs: deadlineMs, qualities: qualities.map((quality) => Math.max(1, Math.floor(quality * share))) };
}

/** Best frame from placement to deadline, share of the settled quality. */
function bestShare(placedMs: number, durationMs: number, deadlineMs: number, random: Random): number {
  let best = 0;
  for (let atMs = placedMs; atMs <= deadlineMs; atMs += frameMs) {
    const progress = (atMs - placedMs) / Math.max(1, durationMs - placedMs);
    best = Math.max(best, 1 - Math.exp(-3 * (progress + 0.1)) + random.normal(0, noiseDeviation));
  }
  return best;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
