import { AppError } from '../../src/core/errors.ts';

/**
 * The error codes of the scanner interface. 0 to 112 and 202: MOSIP MDS specification 0.9.5, "Error codes". 114 to 123 and 502: the
 * same meanings as in github.com/mosip/mosip-mock-services, for values that the specification gives no code.
 */
export const codes = {
  '0': 'Success',
  '100': 'Device not registered',
  '101': 'No biometric object detected',
  '102': 'Technical error during extraction',
  '103': 'Device tamper detected',
  '104': 'Management server unreachable',
  '105': 'Image orientation error',
  '106': 'Device not found',
  '107': 'Device key expired',
  '108': 'Domain key missing',
  '109': 'Requested count not supported',
  '110': 'Device not ready',
  '111': 'Device busy',
  '112': 'Invalid transaction id',
  '114': 'Biometric type not known',
  '115': 'Environment not known',
  '117': 'Exception not known',
  '118': 'Fingers do not belong to the device sub-id',
  '119': 'Biometric sub-type not known',
  '120': 'Biometric type is not the device\'s',
  '121': 'Purpose not supported',
  '123': 'Request not valid',
  '202': 'No device connected',
  '502': 'Device type not known',
} as const;

export type Code = keyof typeof codes;

/** A call that the scanner refuses: the code and words of the SBI `error` object. */
export class Refusal extends AppError {
  readonly sbi: SbiError;

  constructor(code: Code, detail?: string) {
    const sbi = sbiError(code, detail);
    super('SCANNER_REFUSED', { code, info: sbi.errorInfo });
    this.sbi = sbi;
  }
}

/** The SBI `error` object. */
export interface SbiError {
  errorCode: string;
  errorInfo: string;
}

/** The `error` object of a code; "0" stands for success. */
export function sbiError(code: Code, detail?: string): SbiError {
  return { errorCode: code, errorInfo: detail === undefined ? codes[code] : `${codes[code]}: ${detail}` };
}

/** The words of a refusal. Anything else is our bug, and goes up. */
export function sbiErrorOf(error: unknown): SbiError {
  if (error instanceof Refusal) return error.sbi;
  throw error;
}
