import { expect, test } from 'vitest';
import { toProbe } from './probe.ts';
import { identifyRequest, type IdentifyRequest } from './request.ts';

function request(biometricData: Record<string, unknown>[], filter: Record<string, unknown> = {}): IdentifyRequest {
  return identifyRequest.parse({ filter, biometricData });
}

const image = Buffer.from('pixels').toString('base64');
const bytes = Buffer.from('pixels');
const index = { biometricType: 'FINGER', biometricSubType: 'RIGHT_INDEX', image };
const thumb = { biometricType: 'FINGER', biometricSubType: 'LEFT_THUMB', image };
const face = { biometricType: 'FACE', image };

test('toProbe() takes fingers in order and the portrait, and says where they stood', () => {
  expect(toProbe(request([face, { biometricType: 'IRIS', image }, thumb, index]))).toEqual({
    probe: { fingers: [{ fgp: 6, wsq: bytes }, { fgp: 2, wsq: bytes }], face: bytes }, indices: [2, 3, 0],
  });
  expect(toProbe(request([{ ...face, biometricSubType: 'PORTRAIT', compression: 'JPEG', resolution: 72 }]))).toEqual({ probe: { fingers: [], face: bytes }, indices: [0] });
});

test('toProbe() takes the first of several images of a finger', () => {
  const plain = { ...thumb, instance: 'plain', image: Buffer.from('other').toString('base64') };
  expect(toProbe(request([index, thumb, plain])).probe.fingers).toEqual([{ fgp: 2, wsq: bytes }, { fgp: 6, wsq: bytes }]);
});

test('toProbe() takes the first image of each slap, with the fingers of its own that are said to be missing', () => {
  const slap = (biometricSubType: string, ...missing: string[]) => ({ ...index, biometricSubType, missing: missing.map((name) => ({ biometricSubType: name, presence: 'AMPUTATED' })) });
  const biometricData = [slap('PLAIN_LEFT_FOUR_FINGERS', 'LEFT_RING', 'RIGHT_RING'), index, slap('PLAIN_RIGHT_FOUR_FINGERS'), slap('PLAIN_LEFT_FOUR_FINGERS'), slap('PLAIN_THUMBS', 'LEFT_THUMB')];
  expect(toProbe(request(biometricData))).toEqual({
    probe: { fingers: [{ fgp: 14, wsq: bytes, missing: [9] }, { fgp: 2, wsq: bytes }, { fgp: 13, wsq: bytes, missing: [] }, { fgp: 15, wsq: bytes, missing: [6] }], face: null },
    indices: [0, 1, 2, 4],
  });
});

test('toProbe() uses only the types of filter.biometricType', () => {
  expect(toProbe(request([index, face], { biometricType: ['FACE'], dateOfBirthMin: '1980-01-01' })).probe).toEqual({ fingers: [], face: bytes });
});

test.each([
  [[], ''],
  [[{ ...index, biometricSubType: 'RIGHT_PALM' }], 'biometricData[0] is neither a finger, nor a slap, nor a portrait'],
  [[{ ...face, biometricSubType: 'LEFT_PROFILE' }], 'biometricData[0] is neither a finger, nor a slap, nor a portrait'],
  [[{ biometricType: 'FINGER', image }], 'biometricData[0] is neither a finger, nor a slap, nor a portrait'],
  [[{ ...index, image: undefined, imageRef: 'https://images/1' }, { ...thumb, image: '' }], 'biometricData[0] is without an image by value; biometricData[1] is without an image by value'],
  [[{ ...index, encryption: {} }], 'biometricData[0] is encrypted'],
])('toProbe() finds no usable biometric in %j', (biometricData, message) => {
  expect(() => toProbe(request(biometricData))).toThrow(expect.objectContaining({ kind: 'no-usable-biometric', message }));
});

test.each([
  [{ ...thumb, compression: 'JPEG2000' }, 'JPEG2000, WSQ is taken'],
  [{ ...face, compression: 'PNG' }, 'PNG, JPEG is taken'],
  [{ ...thumb, resolution: 1000 }, '1000 dpi, 500 is taken'],
  [{ ...thumb, image: 'cGl4!WxzIQ==' }, 'not base64'],
  [{ ...thumb, image: 'c' }, 'not base64'],
  [{ ...thumb, image: `${image}\n` }, 'not base64'],
])('toProbe() refuses %j', (data, reason) => {
  expect(() => toProbe(request([index, data]))).toThrow(expect.objectContaining({ kind: 'undecodable', message: `biometricData[1]: ${reason}` }));
});
