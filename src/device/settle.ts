import { hash } from 'node:crypto';
import { AppError } from '../core/errors.ts';
import { stages } from '../core/records.ts';
import { parseServerTiming } from '../core/server-timing.ts';
import type { CheckRecord, StageRecord } from '../core/records.ts';
import { readAnswer } from '../inti/answer.ts';
import type { Answer } from '../inti/types.ts';
import type { Journal } from './journal.ts';
import type { PlayClock } from './play-clock.ts';
import type { Queue } from './queue.ts';
import type { Delivered } from './uplink/uplink.ts';

/** Stages that the gateway and the matcher tell by `Server-Timing`. */
const toldStages: readonly string[] = stages.filter((stage) => !['package', 'queue', 'link', 'show'].includes(stage));

/**
 * Writes an answer down, takes the check out of the queue in the same transaction, and shows it to the officer.
 * @returns false when the file is no answer, or answers another TCN: the check stays queued
 */
export async function settle(
  { journal, queue, clock }: { journal: Journal; queue: Queue; clock: PlayClock },
  record: CheckRecord,
  delivered: Delivered,
): Promise<boolean> {
  const { exchange, receivedMs } = delivered;
  const { reply } = exchange;
  record.bytesDown += reply.body.length;
  const verdict = exchange.end === 'refused' ? refusal(reply.status, reply.body) : verdictOf(record.tcn, reply.body);
  if (!verdict) return false;

  if (exchange.end === 'answer') {
    record.acknowledgedMs ??= receivedMs;
    record.answerDigest = hash('sha256', reply.body);
  }
  record.answeredMs = receivedMs;
  Object.assign(record, verdict);
  await journal.save(record, uplinkStages(record.tcn, delivered), () => queue.remove(record.tcn));
  show({ journal, clock }, record);
  return true;
}

/** The officer sees the answer, which is on disk: the end of the result time. A kill before the note is written shows it again. */
export function show({ journal, clock }: { journal: Journal; clock: PlayClock }, record: CheckRecord): void {
  record.shownMs = clock.stampMs();
  journal.note(record, [{ tcn: record.tcn, stage: 'show', startMs: record.answeredMs, durationMs: record.shownMs - record.answeredMs! }]);
}

/** Ends a check that can no longer be sent: the officer sees the fault. */
export function abandon({ journal, queue, clock }: { journal: Journal; queue: Queue; clock: PlayClock }, record: CheckRecord, fault: AppError): Promise<void> {
  record.fault = fault.message;
  record.outcome = 'error';
  record.shownMs = clock.stampMs();
  journal.event('check-abandoned', record.site, { tcn: record.tcn, fault: fault.message });
  return journal.save(record, [], () => queue.remove(record.tcn));
}

type Verdict = Pick<CheckRecord, 'outcome' | 'detail' | 'score'>;

function verdictOf(tcn: string, file: Uint8Array): Verdict | null {
  const answer = readOwn(tcn, file);
  if (!answer) return null;
  if (answer.kind === 'ERR') return { outcome: 'error', detail: answer.findings.map((finding) => `${finding.code}: ${finding.text}`).join('; '), score: null };
  const best = answer.candidates[0];
  return answer.hit && best ? { outcome: 'hit', detail: best.reference, score: best.score } : { outcome: 'no-hit', detail: null, score: null };
}

function readOwn(tcn: string, file: Uint8Array): Answer | null {
  try {
    const answer = readAnswer(file);
    return answer.tcr === tcn ? answer : null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

const refusalTextMax = 300;

function refusal(status: number, body: Uint8Array): Verdict {
  const text = Buffer.from(body.subarray(0, refusalTextMax)).toString('utf8').trim();
  return { outcome: 'error', detail: `HTTP ${status}${text ? `: ${text}` : ''}`, score: null };
}

/** `queue` runs from the packaged file to the request that succeeded; `link` is its round trip less what the gateway says it took. */
function uplinkStages(tcn: string, { packagedMs, sentMs, receivedMs, exchange }: Delivered): StageRecord[] {
  const told = parseServerTiming(exchange.reply.serverTiming);
  const linkMs = Math.max(0, receivedMs - sentMs - (told['total'] ?? 0));
  return [
    { tcn, stage: 'queue', startMs: packagedMs, durationMs: sentMs - packagedMs },
    { tcn, stage: 'link', startMs: sentMs, durationMs: linkMs },
    ...toldStages.filter((stage) => told[stage] !== undefined).map((stage) => ({ tcn, stage, startMs: null, durationMs: told[stage]! })),
  ];
}
