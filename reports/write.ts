import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../src/core/errors.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { readReport, type Report } from './report.ts';

/** The exporters: file name in the run's folder, and one function from a report to its text. */
const exporters = {
  html: ['report.html', html],
  json: ['report.json', json],
  junit: ['junit.xml', junit],
  markdown: ['report.md', markdown],
} satisfies Record<string, [file: string, write: (report: Report) => string]>;

export type ReportKind = keyof typeof exporters;

/**
 * Writes every report of a run into its folder; when one fails, the others are written all the same.
 * @returns path of each
 * @throws AppError RUN_STORE_MISSING, RUN_STORE_CORRUPT, REPORT_UNWRITABLE
 */
export async function writeReports(runDir: string): Promise<Record<ReportKind, string>> {
  const report = readReport(runDir);
  const written = await Promise.allSettled(Object.entries(exporters).map(async ([kind, [name, write]]) => {
    const file = join(runDir, name);
    await save(file, write(report));
    return [kind, file];
  }));
  return Object.fromEntries(written.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  })) as Record<ReportKind, string>;
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new AppError('REPORT_UNWRITABLE', { file, reason: error instanceof Error ? error.message : String(error) }, { cause: error });
  }
}
