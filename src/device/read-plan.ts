import { readFileSync } from 'node:fs';
import { AppError } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import type { FleetConfig } from './config.ts';

/**
 * Reads the plan and compares it with the configuration.
 * @throws AppError CONFIG_UNREADABLE; CONFIG_INVALID naming every site and device without its link, certificate or scanner
 */
export function readPlan(config: FleetConfig): Plan {
  const plan = parsePlan(config.planFile);
  const sites = new Set(plan.sites.map((site) => site.id));
  const devices = new Set(plan.devices.map((device) => device.id));
  const problems = [
    ...plan.sites.filter((site) => !config.links[site.id]).map((site) => `links: site ${site.id} of the plan is missing`),
    ...plan.sites.filter((site) => !config.tls.sites[site.id]).map((site) => `tls.sites: site ${site.id} of the plan is missing`),
    ...plan.devices.filter((device) => !config.scanners[device.id]).map((device) => `scanners: device ${device.id} of the plan is missing`),
    ...plan.devices.filter((device) => !sites.has(device.site)).map((device) => `planFile: device ${device.id} is at unknown site ${device.site}`),
    ...config.warmups.filter((warmup) => !sites.has(warmup.site) || !devices.has(warmup.device)).map((warmup) => `warmups: ${warmup.device} at ${warmup.site} is not in the plan`),
  ];
  if (problems.length > 0) throw new AppError('CONFIG_INVALID', { service: 'fleet', problems: problems.join('; ') });
  return plan;
}

function parsePlan(file: string): Plan {
  try {
    const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
    if (plan.schemaVersion !== 1) throw new Error(`plan of schema ${String(plan.schemaVersion)}, expected 1`);
    return plan;
  } catch (error) {
    throw new AppError('CONFIG_UNREADABLE', { service: 'fleet', file, reason: error instanceof Error ? error.message : String(error) });
  }
}
