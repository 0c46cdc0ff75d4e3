import { hash } from 'node:crypto';
import { AppError } from '../core/errors.ts';
import type { CheckPlan } from '../core/plan.ts';
import type { CheckRecord, Outcome } from '../core/records.ts';
import { capturePerson } from './capture.ts';
import type { Images } from './capture.ts';
import type { Device } from './device.ts';
import type { Fleet } from './fleet.ts';
import { packageSearch } from './package.ts';
import { officerPatienceMs } from './policy.ts';

/** What the officer is told. Times are ms. */
export type CheckReply = Shown | Stored;

export interface Shown {
  tcn: string;
  outcome: Outcome;
  detail: string | null;
  latenessMs: number;
  waitMs: number;
  /** shown - captured; null when nothing was submitted. */
  resultMs: number | null;
  /** playMs. */
  nowMs: number;
}

export interface Stored {
  tcn: string;
  stored: true;
  latenessMs: number;
  waitMs: number;
  nowMs: number;
}

/**
 * One crosscheck, as its officer lives it. A repeated call goes on where the last one stopped: nothing is captured twice, nothing sent with
 * other bytes.
 * @param free resolves when the device has finished the check before
 */
export async function crosscheck(fleet: Fleet, device: Device, check: CheckPlan, free: Promise<void>): Promise<CheckReply> {
  const arrivedMs = fleet.clock.stampMs();
  const record = fleet.journal.open(check);
  stampCall(fleet, device, record, arrivedMs);
  await free;
  if (record.capturedMs === null && record.fault === null) {
    const images = await capture(fleet, device, record);
    if (images) await submit(fleet, device, check, record, images);
  }
  const shown = record.shownMs !== null || (await device.site.uplink.awaitAnswer(record.tcn, officerPatienceMs - (fleet.clock.stampMs() - arrivedMs)));
  return shown ? shownReply(fleet, record) : storedReply(fleet, record);
}

/** Lateness is the load generator's: the officer could have called once the person was there and he was free. */
function stampCall(fleet: Fleet, device: Device, record: CheckRecord, arrivedMs: number): void {
  if (record.calledMs !== null) return;
  record.calledMs = arrivedMs;
  record.latenessMs = arrivedMs - Math.max(record.dueMs, device.freeAtMs());
  fleet.journal.note(record);
}

/** Images of the person, or null when the scanner's fault ended the check. */
async function capture(fleet: Fleet, device: Device, record: CheckRecord): Promise<Images | null> {
  record.captureStartMs = fleet.clock.stampMs();
  try {
    return await capturePerson(device.scanner, record.tcn, fleet.plan.capture, (fault) => {
      fleet.journal.event('capture-retry', device.id, { tcn: record.tcn, fault: fault.message });
    });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'SCANNER_FAULT')) throw error;
    record.fault = error.message;
    record.outcome = 'error';
    record.shownMs = fleet.clock.stampMs();
    fleet.journal.event('capture-failed', device.id, { tcn: record.tcn, fault: error.message });
    await fleet.journal.save(record);
    return null;
  }
}

/** From here on the check survives a kill: the file is on disk before a byte of it is sent. */
async function submit(fleet: Fleet, device: Device, check: CheckPlan, record: CheckRecord, images: Images): Promise<void> {
  const capturedMs = fleet.clock.stampMs();
  const file = packageSearch(fleet.packaging, device.site.plan, check, images);
  const packagedMs = fleet.clock.stampMs();
  const queued = { tcn: record.tcn, site: record.site, capturedMs, packagedMs, location: null };
  record.capturedMs = capturedMs;
  record.requestDigest = hash('sha256', file);
  const stage = { tcn: record.tcn, stage: 'package', startMs: capturedMs, durationMs: packagedMs - capturedMs };
  await fleet.journal.save(record, [stage], () => fleet.queue.add(queued, file));
  device.site.uplink.submit(queued);
}

function shownReply(fleet: Fleet, record: CheckRecord): Shown {
  const resultMs = record.capturedMs === null ? null : record.shownMs! - record.capturedMs;
  return { tcn: record.tcn, outcome: record.outcome!, detail: record.detail ?? record.fault, ...waits(record), resultMs, nowMs: fleet.clock.stampMs() };
}

async function storedReply(fleet: Fleet, record: CheckRecord): Promise<Stored> {
  record.stored = true;
  await fleet.journal.save(record);
  return { tcn: record.tcn, stored: true, ...waits(record), nowMs: fleet.clock.stampMs() };
}

function waits(record: CheckRecord): { latenessMs: number; waitMs: number } {
  return { latenessMs: record.latenessMs!, waitMs: record.captureStartMs! - record.dueMs };
}
