import { setTimeout as sleep } from 'node:timers/promises';
import { stream } from '../../src/core/random.ts';
import type { Capture } from './captures.ts';
import { Refusal } from './codes.ts';
import { captureCourse, drawDurationMs, habits } from './course.ts';
import type { Behaviour } from './faults/fault.ts';
import type { CaptureRequest } from './request.ts';
import type { ScannerState } from './state.ts';

/** One finger or face as the scanner took it; `fgp` 0 for a face. */
export interface Taken {
  fgp: number;
  capture: Capture;
  /** Quality of the frame, 1..100. */
  quality: number;
}

/**
 * The answer begins this long before the client's timeout, ms, but the head start never takes more than a fifth of it: MDS 0.9.5 wants
 * the best frame *before* the timeout.
 */
const headStartMs = 250;
const headStartShareMax = 0.2;

/**
 * Plays a capture: waits as long as it takes, and gives what the scanner saw. The images are those of the corpus; an early frame differs
 * from the settled one in its score only.
 * @throws Refusal 101 after the deadline when nothing was placed by then; 110 when the service stops
 */
export async function take(state: ScannerState, request: CaptureRequest, behaviour: Behaviour): Promise<Taken[]> {
  const deadlineMs = request.timeoutMs - Math.min(headStartMs, request.timeoutMs * headStartShareMax);
  const placed = onThePlaten(state, request);
  if (placed.length === 0) {
    await wait(deadlineMs, state.stopping);
    throw new Refusal('101');
  }

  const random = stream(state.config.seed, 'capture', request.deviceId, request.transactionId, ...request.fgps);
  const durationMs = (plannedMs(state, request) ?? drawDurationMs(habits[request.type], random)) * state.config.captureScale * behaviour.slowdown;
  const qualities = placed.map(({ quality }) => quality);
  const course = captureCourse({ durationMs, deadlineMs, requestedScore: request.requestedScore, qualities, settles: behaviour.settles }, random);
  await wait(course.endsMs, state.stopping);
  if (course.qualities === null) throw new Refusal('101');
  return placed.map((taken, index) => ({ ...taken, quality: course.qualities![index]! }));
}

/** The prepared captures of a transaction; none when any of them is missing. */
function onThePlaten(state: ScannerState, request: CaptureRequest): Taken[] {
  const kind = request.type === 'Face' ? 'face' : 'finger';
  const fgps = request.type === 'Face' ? [0] : request.fgps;
  const placed: Taken[] = [];
  for (const fgp of fgps) {
    const capture = state.captures.find(request.transactionId, kind, fgp);
    if (capture === null) return [];
    placed.push({ fgp, capture, quality: capture.quality });
  }
  return placed;
}

function plannedMs(state: ScannerState, request: CaptureRequest): number | undefined {
  const planned = state.config.captureTimes[request.transactionId];
  return request.type === 'Face' ? planned?.face : planned?.fingers;
}

async function wait(ms: number, stopping: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal: stopping });
  } catch {
    throw new Refusal('110', 'the service is stopping');
  }
}
