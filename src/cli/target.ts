import { existsSync } from 'node:fs';
import { AppError } from '../core/errors.ts';
import type { ForeignTarget } from '../stack/reference.ts';

export interface TargetFlags {
  faceModel?: string;
  target?: string;
  targetCa?: string;
  targetCert?: string;
  targetKey?: string;
  allowTarget?: string;
}

const loopback = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\])$/;

/**
 * The user's own system from the flags; null without --target. Load on a host other than this one needs --allow-target with its name.
 * @throws AppError TARGET_INVALID with every problem, TARGET_NOT_ALLOWED
 */
export function readTarget(flags: TargetFlags): ForeignTarget | null {
  if (flags.target === undefined) return null;
  const url = URL.canParse(flags.target) ? new URL(flags.target) : null;
  const files = { '--target-ca': flags.targetCa, '--target-cert': flags.targetCert, '--target-key': flags.targetKey };
  const problems = [
    ...(url?.protocol === 'https:' ? [] : [`--target: got "${flags.target}", expected an https URL`]),
    ...(flags.faceModel === undefined ? [] : ['--face-model: the reference matcher does not run beside a target']),
    ...Object.entries(files).flatMap(([flag, file]) => (file === undefined ? [`${flag}: missing`] : existsSync(file) ? [] : [`${flag}: no file "${file}"`])),
  ];
  if (problems.length > 0) throw new AppError('TARGET_INVALID', { problems: problems.join('; ') });
  if (!loopback.test(url!.hostname) && flags.allowTarget !== url!.hostname) throw new AppError('TARGET_NOT_ALLOWED', { host: url!.hostname });
  return { url: url!.href.replace(/\/+$/, ''), caFile: flags.targetCa!, client: { certFile: flags.targetCert!, keyFile: flags.targetKey! } };
}
