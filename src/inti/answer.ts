import { AppError } from '../core/errors.ts';
import { RS, US } from './bytes.ts';
import { parseGmt } from './dates.ts';
import { decodeFile, isIntiFile } from './decode.ts';
import { content, encodeFile, field } from './encode.ts';
import { fieldText } from './fields.ts';
import type { Field, TaggedRecord } from './records.ts';
import { resolution, type1Record, type2Record } from './standard-records.ts';
import type { Answer, Candidate, ErrorAnswer, Finding, ResultAnswer } from './types.ts';
import { isSearchTot } from './validate.ts';

const rs = String.fromCharCode(RS);
const us = String.fromCharCode(US);
const normalPriority = 4;

/** Type-2 fields of answers: candidate reference, result, error text, and our own list of further candidates. */
const crn = 10;
const rls = 64;
const erm = 74;
const furtherCandidates = 901;

/** Encodes an answer file: SRE with 2.010 and 2.064, or ERR with 2.074. */
export function encodeAnswer(answer: Answer): Uint8Array {
  const { kind, tcn, tcr, ori, dai, atMs } = answer;
  return encodeFile([
    type1Record({ content: content([{ type: 2, idc: 0 }]), tot: kind, tcn, tcr, ori, dai, priority: normalPriority, atMs, density: resolution.none }),
    type2Record(kind === 'SRE' ? resultFields(answer) : [field(erm, answer.findings.map(formatFinding).join('\n'))]),
  ]);
}

/**
 * Reads an answer file. Accepts the older SRE form too: 2.059 `I` or `N` and a 2.064 of other content.
 * @throws AppError INTI_ANSWER_INVALID
 */
export function readAnswer(bytes: Uint8Array): Answer {
  const fail = (reason: string): never => {
    throw new AppError('INTI_ANSWER_INVALID', { reason });
  };
  if (!isIntiFile(bytes)) fail('no INT-I file');
  const { records, findings } = decodeFile(bytes);
  if (findings.length > 0) fail(findings.map(formatFinding).join('; '));
  const [type1, type2] = [1, 2].map((type) => records.find((record) => record.type === type) as TaggedRecord | undefined);
  if (!type1 || !type2) return fail('no Type-1 and Type-2 record');
  const text = (number: number): string => fieldText(type1, number) ?? fail(`1.${String(number).padStart(3, '0')} is missing`);
  const kind = text(4);
  if (kind !== 'SRE' && kind !== 'ERR') return fail(`${kind} is no answer`);
  const head = { tcn: text(9), tcr: text(10), ori: text(8), dai: text(7), atMs: parseGmt(fieldText(type1, 14) ?? '') ?? 0 };
  return kind === 'SRE' ? { kind, ...head, ...readResult(type2, fail) } : { kind, ...head, findings: readFindings(fieldText(type2, erm) ?? '') };
}

function resultFields({ searched, hit, candidates }: ResultAnswer): Field[] {
  const [first, ...further] = candidates;
  const place = `${threeDigits(first ? 1 : 0)}/${threeDigits(candidates.length)}`;
  return [
    ...(first ? [field(crn, first.reference)] : []),
    field(rls, [searched, hit ? 'I' : 'N', place, String(first?.score ?? 0).padStart(6, '0')].join(rs)),
    ...(further.length > 0 ? [field(furtherCandidates, further.map(({ reference, rank, score }) => [reference, rank, score].join(us)).join(rs))] : []),
  ];
}

function readResult(type2: TaggedRecord, fail: (reason: string) => never): Pick<ResultAnswer, 'searched' | 'hit' | 'candidates'> {
  const [searched, identified, , score] = (fieldText(type2, rls) ?? '').split(rs);
  const older = fieldText(type2, 59);
  const hit = older ?? identified;
  if (hit !== 'I' && hit !== 'N') return fail('2.064 says neither I nor N');
  const reference = fieldText(type2, crn) ?? (older ? (searched ?? '').split(us)[0]! : '');
  const first: Candidate[] = hit === 'I' && reference !== '' ? [{ reference, rank: 1, score: numberOf(score) }] : [];
  const further = (fieldText(type2, furtherCandidates) ?? '').split(rs).filter((part) => part !== '').map((part): Candidate => {
    const [name, rank, points] = part.split(us);
    return { reference: name!, rank: numberOf(rank), score: numberOf(points) };
  });
  return { searched: isSearchTot(searched) ? searched : 'NPS', hit: hit === 'I', candidates: [...first, ...further] };
}

/** `code: IDC i FIELD t.f text` */
function formatFinding({ code, idc, field: name, text }: Finding): string {
  return `${String(code).padStart(3, '0')}: IDC ${idc} FIELD ${name} ${text}`;
}

function readFindings(text: string): ErrorAnswer['findings'] {
  return text.split('\n').filter((line) => line !== '').map((line) => {
    const match = /^(\d{3}): IDC (-?\d{1,4}) FIELD (\S+) ?(.*)$/.exec(line);
    return match ? { code: Number(match[1]), idc: Number(match[2]), field: match[3]!, text: match[4]! } : { code: 999, idc: -1, field: '2.074', text: line };
  });
}

function numberOf(text: string | undefined): number {
  return /^\d{1,9}$/.test(text ?? '') ? Number(text) : 0;
}

function threeDigits(value: number): string {
  return String(Math.min(999, value)).padStart(3, '0');
}
