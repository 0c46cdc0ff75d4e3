import { AppError } from '../core/errors.ts';
import type { FleetConfig } from './config.ts';
import { capturePerson } from './capture.ts';
import type { Fleet } from './fleet.ts';
import { packageSearch } from './package.ts';

/** How a warm-up went: `answered`, or what stopped it. */
export interface WarmupResult {
  tcn: string;
  device: string;
  answered: boolean;
  fault: string | null;
}

/**
 * Sends each warm-up check through capture and uplink, all devices side by side, one after another on a device. Nothing is recorded.
 */
export async function warmUp(fleet: Fleet, warmups: FleetConfig['warmups']): Promise<WarmupResult[]> {
  const byDevice = Map.groupBy(warmups, (warmup) => warmup.device);
  const results = await Promise.all([...byDevice.values()].map(async (own) => {
    const done: WarmupResult[] = [];
    for (const warmup of own) done.push(await warmUpOne(fleet, warmup));
    return done;
  }));
  return results.flat();
}

async function warmUpOne(fleet: Fleet, { site, device, tcn }: FleetConfig['warmups'][number]): Promise<WarmupResult> {
  const { plan, uplink } = fleet.sites.get(site)!;
  try {
    const images = await capturePerson(fleet.devices.get(device)!.scanner, tcn, fleet.plan.capture, () => {});
    const exchange = await uplink.sendOnce(packageSearch(fleet.packaging, plan, { tcn, scenarioMs: 0 }, images));
    return { tcn, device, answered: exchange.end === 'answer', fault: exchange.end === 'answer' ? null : `gateway: ${exchange.end}` };
  } catch (error) {
    if (error instanceof AppError) return { tcn, device, answered: false, fault: error.message };
    throw error;
  }
}
