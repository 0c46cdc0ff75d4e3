import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumFile } from '../src/cli/chromium.ts';
import type { RunRecord } from '../src/store/run.ts';
import { personPage } from './person.ts';
import { emptyRun, interruptedRun, missesRun } from './testing/broken-runs.ts';
import { markedPerson } from './testing/person-page.ts';
import { richRun } from './testing/rich-run.ts';
import { drawEvidence, writeRun } from './testing/run-folder.ts';
import { writeReports } from './write.ts';

/** Four pages are opened; on a machine that does other things too, that takes its time, ms. */
const pagesMsMax = 120_000;

/** A machine of a user need not have a browser; CI has one, or fails. */
const browserFile = chromiumFile();
if (!browserFile) process.stderr.write('reports/browser.test.ts: no page is opened, since no Chromium is here: install it (apt-get install chromium), or set CHROMIUM_BIN\n');

let folder: string;
let browser: Browser;
beforeAll(async () => {
  if (!browserFile) throw new Error('CI needs a Chromium: .ci/run installs it');
  folder = mkdtempSync(join(tmpdir(), 'hotspot-pages-'));
  browser = await chromium.launch({ executablePath: browserFile, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

async function pageOf(name: string, run: RunRecord): Promise<Awaited<ReturnType<typeof writeReports>>> {
  const runDir = join(folder, name);
  writeRun(runDir, run);
  await drawEvidence(runDir, run);
  return writeReports(runDir);
}

/** Opens a page from disk at both widths, in both schemes: it asks nothing of a network, tells no fault, and is nowhere wider than the window. */
async function look(file: string, further: (page: Page, colorScheme: 'light' | 'dark') => Promise<void>): Promise<void> {
  for (const width of [390, 1280]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, javaScriptEnabled: true });
      const [asked, told]: [string[], string[]] = [[], []];
      page.on('request', (request) => { if (!/^(?:file|data):/.test(request.url())) asked.push(request.url()); });
      page.on('console', (message) => told.push(message.text()));
      page.on('pageerror', (error) => told.push(error.message));
      await page.goto(pathToFileURL(file).href);
      const seen = await page.evaluate<{ width: number; broken: number }>(`({
        width: document.documentElement.scrollWidth,
        broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
      })`);
      expect({ asked, told, ...seen }).toEqual({ asked: [], told: [], width, broken: 0 });
      await further(page, colorScheme);
      await page.close();
    }
  }
}

describe.runIf(browserFile !== null || process.env['CI'])('the page in a browser', () => {
  test.each([
    ['rich', richRun({ checks: 70, sites: 3, seed: 5 })], ['misses', missesRun()], ['interrupted', interruptedRun()], ['empty', emptyRun()], ['twelve-sites', richRun({ checks: 837, sites: 12, seed: 6 })],
  ] as const)('report.html works from disk, at both widths, in both schemes: %s', async (name, run) => {
    const { html } = await pageOf(name, run);
    await look(html, async (page, colorScheme) => {
      const seen = await page.evaluate<{ verdictBottom: number; background: string }>(`({
        verdictBottom: document.querySelector('.verdict').getBoundingClientRect().bottom,
        background: getComputedStyle(document.body).backgroundColor,
      })`);
      expect(seen.verdictBottom).toBeLessThan(800);
      expect(seen.background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(21, 24, 27)');
    });
  }, pagesMsMax);

  test('the page of a person works from disk, and its marks can be turned off', async () => {
    const file = join(folder, 'person.html');
    writeFileSync(file, personPage(markedPerson));
    await look(file, async (page) => {
      const marksShown = (): Promise<unknown> => page.evaluate(`getComputedStyle(document.querySelector('#fingers .marks')).display !== 'none'`);
      expect(await marksShown()).toBe(true);
      await page.uncheck('#marks');
      expect(await marksShown()).toBe(false);
    });
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
