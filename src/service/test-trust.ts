export { makeTrust as makeTestTrust } from './trust.ts';
export type { KeyPairFiles, Trust as TestTrust } from './trust.ts';
