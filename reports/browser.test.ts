import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../src/store/run.ts';
import { emptyRun, interruptedRun, missesRun } from './testing/broken-runs.ts';
import { richRun } from './testing/rich-run.ts';
import { drawEvidence, writeRun } from './testing/run-folder.ts';
import { writeReports } from './write.ts';

/** Four pages are opened; on a machine that does other things too, that takes its time, ms. */
const pagesMsMax = 120_000;

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hotspot-pages-'));
  browser = await chromium.launch({ executablePath: chromiumFile(), args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @throws Error when this machine has no Chromium: a page that nobody opened is not tested */
function chromiumFile(): string {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((path) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(path, name)));
  const file = [...(process.env['CHROMIUM_BIN'] ? [process.env['CHROMIUM_BIN']] : []), ...onPath].find((candidate) => existsSync(candidate));
  if (!file) throw new Error('no Chromium here: set CHROMIUM_BIN, or install it as .ci/run does (apt-get install chromium)');
  return file;
}

async function pageOf(name: string, run: RunRecord): Promise<Awaited<ReturnType<typeof writeReports>>> {
  const runDir = join(folder, name);
  writeRun(runDir, run);
  await drawEvidence(runDir, run);
  return writeReports(runDir);
}

describe('the page in a browser', () => {
  test.each([
    ['rich', richRun({ checks: 70, sites: 3, seed: 5 })], ['misses', missesRun()], ['interrupted', interruptedRun()], ['empty', emptyRun()], ['twelve-sites', richRun({ checks: 837, sites: 12, seed: 6 })],
  ] as const)('report.html works from disk, at both widths, in both schemes: %s', async (name, run) => {
    const { html } = await pageOf(name, run);
    for (const width of [390, 1280]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled: true });
        const [asked, told]: [string[], string[]] = [[], []];
        page.on('request', (request) => { if (!/^(?:file|data):/.test(request.url())) asked.push(request.url()); });
        page.on('console', (message) => told.push(message.text()));
        page.on('pageerror', (error) => told.push(error.message));
        await page.goto(pathToFileURL(html).href);
        const seen = await page.evaluate<{ width: number; verdictBottom: number; broken: number; background: string }>(`({
          width: document.documentElement.scrollWidth,
          verdictBottom: document.querySelector('.verdict').getBoundingClientRect().bottom,
          broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
          background: getComputedStyle(document.body).backgroundColor,
        })`);
        expect({ asked, told, width: seen.width, broken: seen.broken }).toEqual({ asked: [], told: [], width, broken: 0 });
        expect(seen.verdictBottom).toBeLessThan(800);
        expect(seen.background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(21, 24, 27)');
        await page.close();
      }
    }
  }, pagesMsMax);

  test('junit.xml is well-formed', async () => {
    const { junit } = await pageOf('junit', missesRun());
    const page = await browser.newPage();
    const parsed = await page.evaluate<unknown>(`(() => {
      const xml = new DOMParser().parseFromString(${JSON.stringify(readFileSync(junit, 'utf8'))}, 'application/xml');
      return [xml.documentElement.tagName, xml.querySelectorAll('testcase').length > 100];
    })()`);
    expect(parsed).toEqual(['testsuites', true]);
  });
});
