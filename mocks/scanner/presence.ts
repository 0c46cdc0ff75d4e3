import type { Call } from './call.ts';
import { sbiError, type Code, type SbiError } from './codes.ts';
import type { Device, ScannerState } from './state.ts';

/** Versions of the interface, the one that makes the replies first: SBI 1.0 (2021), and MDS 0.9.5 before it. */
export const specVersions = ['1.0', '0.9.5'];
export const serviceVersion = '1.0.0';

type Status = 'Ready' | 'Busy' | 'Not Ready' | 'Not Registered';

/** Error code that goes with each status. */
const statusCodes = { Ready: '0', Busy: '111', 'Not Ready': '110', 'Not Registered': '100' } satisfies Record<Status, Code>;

/** Error code of what the device is doing: "0" when it is free. */
export function statusCode(device: Device): Code {
  return statusCodes[statusOf(device)];
}

/** The `error` object that goes with the device's status. */
export function statusError(device: Device): SbiError {
  return sbiError(statusCode(device));
}

/** The `digitalId` of MDS 0.9.5, before it is signed. */
export function digitalIdOf(device: Device, dateTime: string): object {
  return {
    serialNo: device.config.deviceId,
    make: 'Hotspot Rehearsal',
    model: `Emulated FAP ${device.config.fap}`,
    type: device.config.kind,
    deviceSubType: device.config.subType,
    deviceProvider: 'Hotspot Rehearsal',
    deviceProviderId: 'HOTSPOT.EMULATED',
    dateTime,
  };
}

/**
 * What discovery and info tell of a device. The later draft's `serialNo` and `jwk` stand beside the older `deviceId` and `deviceCode`,
 * so that clients of either find theirs.
 * @param digitalId as the verb wants it: unsigned for discovery, signed for info
 */
export function presenceOf(state: ScannerState, device: Device, digitalId: string, call: Call): object {
  const { deviceId, deviceSubIds } = device.config;
  return {
    deviceId,
    serialNo: deviceId,
    deviceCode: deviceId,
    deviceStatus: statusOf(device),
    certification: 'L0',
    serviceVersion,
    deviceSubId: state.config.numbersAsStrings ? deviceSubIds.map(String) : deviceSubIds,
    callbackId: `${call.baseUrl}/`,
    digitalId,
    specVersion: specVersions,
    purpose: 'Registration',
    jwk: state.identity.jwk,
  };
}

/** JSON as an unsigned part: base64url without padding. */
export function unsigned(payload: object): string {
  return Buffer.from(JSON.stringify(payload)).toString('base64url');
}

function statusOf(device: Device): Status {
  return device.config.status === 'Ready' && device.busy ? 'Busy' : device.config.status;
}
