import type { Call } from '../call.ts';
import { digitalIdOf, presenceOf, serviceVersion, statusError, unsigned } from '../presence.ts';
import { deviceTime, type ScannerState } from '../state.ts';

/** Tells of every device, signed. An unregistered device signs nothing, and its `env` is None (MDS 0.9.5, device info response). */
export function info(state: ScannerState, call: Call): Promise<object[]> {
  const { text } = deviceTime(state);
  return Promise.all(state.devices.map(async (device) => {
    const registered = device.config.status !== 'Not Registered';
    const pack = registered ? state.identity.sign : unsigned;
    const presence = presenceOf(state, device, await pack(digitalIdOf(device, text)), call);
    return { deviceInfo: await pack({ ...presence, firmware: serviceVersion, env: registered ? 'Developer' : 'None' }), error: statusError(device) };
  }));
}
