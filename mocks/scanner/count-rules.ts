import { Refusal } from './codes.ts';
import type { DeviceConfig } from './config.ts';
import type { CaptureRequest } from './request.ts';

/** Fingers that a slap sees at once, by device sub-id: left four, right four, both thumbs. */
const slaps: Record<number, readonly number[]> = { 1: [7, 8, 9, 10], 2: [2, 3, 4, 5], 3: [1, 6] };

/**
 * What a device can capture in one call. `count` equals the fingers named; a slap answers a whole hand, exceptions included; a single
 * reader one finger; a touchless one any fingers (assumed); a camera one face (MDS 0.9.5, "count").
 * @throws Refusal 106, 109, 118
 */
export function checkCount(device: DeviceConfig, request: CaptureRequest): void {
  if (!device.deviceSubIds.includes(request.deviceSubId)) throw new Refusal('106', `no sub-id ${request.deviceSubId}`);
  if (device.kind === 'Face') {
    if (request.count !== 1 || request.fgps.length > 0) throw new Refusal('109');
    return;
  }
  if (request.count === 0 || request.count !== request.fgps.length) throw new Refusal('109');
  if (device.subType === 'Single' && request.count !== 1) throw new Refusal('109');
  if (device.subType === 'Slap') checkSlap(slaps[request.deviceSubId] ?? [], request);
}

function checkSlap(hand: readonly number[], request: CaptureRequest): void {
  const named = [...request.fgps, ...request.exceptions];
  if (named.length !== hand.length) throw new Refusal('109');
  if (hand.some((fgp) => !named.includes(fgp))) throw new Refusal('118');
}
