import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { linkProfileSchema, type LinkProfile } from './link-profile.ts';
import { problemAt, renderProblem, schemaProblems, type Problem } from './problems.ts';
import { operationSchema, type Operation } from './schema.ts';

const scenarios = join(import.meta.dirname, '..', '..', 'scenarios');

/** Limit before parsing, bytes. */
const fileBytesMax = 1 << 20;

/** An operation with the link profiles that its sites name. */
export interface LoadedOperation {
  /** File name without its ending. */
  name: string;
  file: string;
  operation: Operation;
  links: Map<string, LinkProfile>;
}

/** Names of the shipped operations, sorted. */
export function shippedOperations(): string[] {
  return readdirSync(join(scenarios, 'operations')).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5)).sort();
}

/**
 * Loads a shipped operation by name or a user's file by path, and every link profile it names.
 * @throws AppError OPERATION_UNKNOWN when there is no such name or file; OPERATION_INVALID with all problems at once
 */
export function loadOperation(nameOrFile: string): LoadedOperation {
  const file = findOperation(nameOrFile);
  const { document, lines, problems } = parse(file, 'OPERATION_INVALID');
  const result = operationSchema.safeParse(document.toJS());
  if (!result.success) {
    problems.push(...schemaProblems(result.error.issues, document, lines));
  } else {
    problems.push(...plausibility(result.data, document, lines));
  }
  const links = new Map<string, LinkProfile>();
  if (result.success) {
    const known = linkProfileNames();
    result.data.sites.forEach((site, k) => {
      if (known.includes(site.link)) links.set(site.link, loadLinkProfile(site.link));
      else problems.push(problemAt(document, lines, ['sites', k, 'link'], `a link profile: ${known.join(', ')}`, 'profiles live in scenarios/links, one file each'));
    });
  }
  if (!result.success || problems.length > 0) throw invalid('OPERATION_INVALID', file, problems);
  return { name: basename(file).replace(/\.ya?ml$/, ''), file, operation: result.data, links };
}

/** Ids of the shipped link profiles, sorted. */
export function linkProfileNames(): string[] {
  return readdirSync(join(scenarios, 'links')).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5)).sort();
}

/** @throws AppError LINK_PROFILE_UNKNOWN, LINK_PROFILE_INVALID */
export function loadLinkProfile(id: string): LinkProfile {
  const file = join(scenarios, 'links', `${id}.yaml`);
  if (!existsSync(file)) throw new AppError('LINK_PROFILE_UNKNOWN', { name: id, known: linkProfileNames().join(', ') });
  const { document, lines, problems } = parse(file, 'LINK_PROFILE_INVALID');
  const result = linkProfileSchema.safeParse(document.toJS());
  if (!result.success) problems.push(...schemaProblems(result.error.issues, document, lines));
  if (!result.success || problems.length > 0) throw invalid('LINK_PROFILE_INVALID', file, problems);
  return result.data;
}

function findOperation(nameOrFile: string): string {
  const shipped = join(scenarios, 'operations', `${nameOrFile}.yaml`);
  if (/^[a-z0-9-]+$/.test(nameOrFile) && existsSync(shipped)) return shipped;
  if (existsSync(nameOrFile)) return nameOrFile;
  throw new AppError('OPERATION_UNKNOWN', { name: nameOrFile, known: shippedOperations().join(', ') });
}

function parse(file: string, code: FileCode): { document: Document; lines: LineCounter; problems: Problem[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('OPERATION_UNREADABLE', { file, reason: error instanceof Error ? error.message : String(error) });
  }
  const lines = new LineCounter();
  if (text.length > fileBytesMax) {
    throw invalid(code, file, [{ line: 1, column: 1, path: '(file)', value: `${text.length} characters`, expected: `at most ${fileBytesMax}`, hint: 'an operation is a page of YAML' }]);
  }
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const problems = document.errors.map((error): Problem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, path: '(file)', value: text.split('\n')[line - 1]?.trim().slice(0, 60) ?? '', expected: 'YAML 1.2', hint: error.message.split('\n')[0]! };
  });
  if (problems.length > 0) throw invalid(code, file, problems);
  return { document, lines, problems };
}

type FileCode = 'OPERATION_INVALID' | 'LINK_PROFILE_INVALID';

function invalid(code: FileCode, file: string, problems: Problem[]): AppError {
  const sorted = [...problems].sort((a, b) => a.line - b.line || a.column - b.column);
  return new AppError(code, { file, count: sorted.length, problems: sorted.map((problem) => renderProblem(file, problem)).join('\n') });
}

/** What the schema cannot say: relations between values. */
function plausibility(operation: z.output<typeof operationSchema>, document: Document, lines: LineCounter): Problem[] {
  const problems: Problem[] = [];
  const add = (path: PropertyKey[], expected: string, hint: string): void => {
    problems.push(problemAt(document, lines, path, expected, hint));
  };
  const seen = new Set<string>();
  operation.sites.forEach((site, k) => {
    if (seen.has(site.id)) add(['sites', k, 'id'], 'an id of its own', 'two sites share this id');
    seen.add(site.id);
    if (site.opens >= site.closes) add(['sites', k, 'closes'], `a time after ${site.opens}`, 'a site that works over midnight is two sites');
    const open = operation.demand.hourProfile.some((weight, hour) => weight > 0 && hour >= Number(site.opens.slice(0, 2)) && hour <= Number(site.closes.slice(0, 2)));
    if (!open && site.opens < site.closes) add(['sites', k, 'opens'], 'opening hours in which the hour profile has demand', 'nobody would ever arrive here');
    site.outages.forEach((outage, j) => {
      if (outage.day > operation.days) add(['sites', k, 'outages', j, 'day'], `a day in 1..${operation.days}`, 'the operation is over by then');
    });
  });
  operation.demand.groups.forEach((group, k) => {
    if (group.sizeMin > group.sizeMax) add(['demand', 'groups', k, 'sizeMax'], `at least sizeMin, ${group.sizeMin}`, 'swap the two');
  });
  if (operation.demand.dayProfile && operation.demand.dayProfile.length !== operation.days) {
    add(['demand', 'dayProfile'], `${operation.days} numbers, one a day`, 'leave it out for even days');
  }
  if (operation.demand.dayProfile && operation.demand.dayProfile.every((weight) => weight === 0)) add(['demand', 'dayProfile'], 'a day with demand', 'every day is 0');
  if (operation.capture.fingers.length === 0 && !operation.capture.face) add(['capture', 'fingers'], 'at least one finger, or face: true', 'a check must capture something');
  if (new Set(operation.capture.fingers).size !== operation.capture.fingers.length) add(['capture', 'fingers'], 'each finger once', 'positions 1..10, right thumb to left little finger');
  if (Object.values(operation.people.conditions).every((weight) => weight === 0)) add(['people', 'conditions'], 'a condition with weight', 'e.g. normal: 1');
  if (operation.gallery.mates.length > operation.checks) add(['gallery', 'mates'], `at most ${operation.checks} mates, one a check`, 'each mate is checked once a round');
  return problems;
}
