import type { Call, Reply } from '../call.ts';
import { Refusal, sbiErrorOf } from '../codes.ts';
import { checkCount } from '../count-rules.ts';
import type { Behaviour, Delivery } from '../faults/fault.ts';
import { packBiometrics, type Biometric } from '../pack.ts';
import { specVersions, statusCode } from '../presence.ts';
import { readCapture, type CaptureRequest } from '../request.ts';
import type { Device, ScannerState } from '../state.ts';
import { take } from '../take.ts';

/** A registration capture: unencrypted images of one device, one entry a finger in the order requested. A refusal is one empty entry. */
export async function registrationCapture(state: ScannerState, call: Call): Promise<Reply> {
  let specVersion = specVersions[0]!;
  let delivery: Delivery = { kind: 'whole' };
  try {
    const request = readCapture(call.text);
    specVersion = request.specVersion;
    const device = findFree(state, request);
    const behaviour = disturb(state, request);
    delivery = behaviour.delivery;
    return reply(call, await capture(state, device, request, behaviour), delivery);
  } catch (error) {
    return reply(call, [{ specVersion, data: '', hash: '', error: sbiErrorOf(error) }], delivery);
  }
}

/** The device of a request, able and free to do it. */
function findFree(state: ScannerState, request: CaptureRequest): Device {
  const device = state.devices.find(({ config }) => config.deviceId === request.deviceId);
  if (!device) throw new Refusal('106');
  if (device.config.kind !== request.type) throw new Refusal('120');
  checkCount(device.config, request);
  const code = statusCode(device);
  if (code !== '0') throw new Refusal(code);
  return device;
}

/** Faults strike only captures that would otherwise begin. */
function disturb(state: ScannerState, request: CaptureRequest): Behaviour {
  const { behaviour, struck } = state.faults.next(request.deviceId, request.transactionId);
  for (const kind of struck) state.log('fault', { kind, device: request.deviceId, transactionId: request.transactionId });
  return behaviour;
}

/** Holds the device's lock; it is taken before anything is awaited, so that a parallel call finds it. */
async function capture(state: ScannerState, device: Device, request: CaptureRequest, behaviour: Behaviour): Promise<Biometric[]> {
  if (behaviour.refusal !== null) throw new Refusal(behaviour.refusal);
  device.busy = true;
  try {
    return await packBiometrics(state, device, request, behaviour, await take(state, request, behaviour));
  } finally {
    device.busy = false;
  }
}

/** `requestOrigin` is new in the later draft: the host of a browser's origin, else empty. */
function reply(call: Call, biometrics: Biometric[], delivery: Delivery): Reply {
  const requestOrigin = call.origin !== null && URL.canParse(call.origin) ? new URL(call.origin).hostname : '';
  return { body: JSON.stringify({ biometrics, requestOrigin }), delivery };
}
