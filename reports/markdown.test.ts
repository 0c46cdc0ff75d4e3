import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodRun } from '../src/verdict/testing/good-run.ts';
import { escapeMarkdown, markdown } from './markdown.ts';
import { emptyRun, interruptedRun, missesRun } from './testing/broken-runs.ts';
import { reportOf } from './testing/report-of.ts';

const golden = join(import.meta.dirname, 'golden');

describe('markdown', () => {
  test.each([['good', goodRun()], ['misses', missesRun()], ['interrupted', interruptedRun()]] as const)('markdown() of a run: %s', async (name, run) => {
    await expect(markdown(reportOf(run))).toMatchFileSnapshot(join(golden, `${name}.md`));
  });

  test('markdown() lists ten misses and counts the rest', () => {
    expect(markdown(reportOf(emptyRun()))).toContain('50 more stand in the full report.');
  });

  test('escapeMarkdown() leaves nothing that begins markup, a cell, a line or a mention', () => {
    expect(escapeMarkdown('<img src=x> | [a](b) *c* `d`\n# e @team')).toBe('\\<img src=x\\> \\| \\[a\\](b) \\*c\\* \\`d\\` \\# e @\u200bteam');
  });
});
