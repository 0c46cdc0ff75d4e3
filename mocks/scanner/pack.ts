import { finger } from '../../src/core/fingers.ts';
import { chainHash } from './chain.ts';
import { sbiError, type SbiError } from './codes.ts';
import type { Behaviour } from './faults/fault.ts';
import { faceRecord } from './iso/face-record.ts';
import { fingerRecord } from './iso/finger-record.ts';
import { digitalIdOf, serviceVersion } from './presence.ts';
import type { CaptureRequest } from './request.ts';
import { deviceTime, type Device, type ScannerState } from './state.ts';
import type { Taken } from './take.ts';

/** One entry of `biometrics`: `data` is a JWS, `hash` upper hex. */
export interface Biometric {
  specVersion: string;
  data: string;
  hash: string;
  error: SbiError;
}

/** What a broken chain starts from instead of the previous hash. */
const strayHash = '5'.repeat(64);

/**
 * Packs what was taken: each image in its ISO record, each record in a signed JWS that echoes the request, each hash chained from the one
 * before (the first from the request's `previousHash`).
 */
export async function packBiometrics(
  state: ScannerState, device: Device, request: CaptureRequest, behaviour: Behaviour, taken: Taken[],
): Promise<Biometric[]> {
  const now = deviceTime(state, behaviour.skewMs);
  const shared = {
    digitalId: await state.identity.sign(digitalIdOf(device, now.text)),
    serialNo: request.deviceId,
    deviceCode: request.deviceId,
    deviceServiceVersion: serviceVersion,
    bioType: request.type,
    purpose: 'Registration',
    env: request.env,
    ...(request.domainUri === undefined ? {} : { domainUri: request.domainUri }),
    transactionId: request.transactionId,
    captureTime: request.captureTime,
    timestamp: now.text,
    requestedScore: score(state, request.requestedScore),
  };

  const biometrics: Biometric[] = [];
  let hash = behaviour.chained ? request.previousHash : strayHash;
  for (const item of taken) {
    const record = isoRecord(state, item, now.ms);
    hash = chainHash(hash, record);
    const data = await state.identity.sign({
      ...shared,
      ...(item.fgp === 0 ? {} : { bioSubType: finger(item.fgp).sbi }),
      bioValue: Buffer.from(record).toString('base64url'),
      qualityScore: score(state, item.quality),
    });
    biometrics.push({ specVersion: request.specVersion, data, hash, error: sbiError('0') });
  }
  return biometrics;
}

function isoRecord(state: ScannerState, { fgp, capture, quality }: Taken, capturedAtMs: number): Uint8Array {
  const { width, height, bytes } = capture;
  const view = { width, height, quality, capturedAtMs, image: bytes };
  return fgp === 0
    ? faceRecord({ ...view, dataType: state.config.faceDataType })
    : fingerRecord({ ...view, fgp, compression: state.config.fingerCompression });
}

function score(state: ScannerState, value: number): string | number {
  return state.config.numbersAsStrings ? String(value) : value;
}
