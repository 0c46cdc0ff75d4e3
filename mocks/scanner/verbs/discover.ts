import type { Call } from '../call.ts';
import { Refusal } from '../codes.ts';
import { digitalIdOf, presenceOf, statusError, unsigned } from '../presence.ts';
import { readDiscoveryType } from '../request.ts';
import { deviceTime, type ScannerState } from '../state.ts';

/**
 * Tells of the devices of a type, with unsigned digital ids.
 * @throws Refusal 106, 123, 502
 */
export function discover(state: ScannerState, call: Call): object[] {
  const type = readDiscoveryType(call.text);
  const found = state.devices.filter((device) => type === 'Biometric Device' || type === device.config.kind);
  if (found.length === 0) throw new Refusal('106');
  const { text } = deviceTime(state);
  return found.map((device) => ({ ...presenceOf(state, device, unsigned(digitalIdOf(device, text)), call), error: statusError(device) }));
}
