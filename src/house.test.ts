import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folders = ['src', 'scenarios', 'synth', 'mocks', 'matcher', 'reports'];

/** What each room may import beside itself; `src/stack`, `src/verdict` and the like are rooms, so is each service. */
const mayImport: Record<string, string[]> = {
  'src/core': [],
  'src/service': ['src/core'],
  'src/operation': ['src/core'],
  'src/inti': ['src/core'],
  'src/store': ['src/core'],
  'src/device': ['src/core', 'src/inti', 'src/service'],
  'src/stack': ['src/core', 'src/service', 'src/store'],
  'src/verdict': ['src/core', 'src/store'],
  'src/run': ['src/core', 'src/operation', 'src/store', 'src/stack', 'src/verdict', 'synth', 'matcher', 'scenarios'],
  'src/cli': ['src/core', 'src/inti', 'src/operation', 'src/store', 'src/stack', 'src/run', 'src/verdict', 'reports', 'synth', 'matcher'],
  scenarios: ['src/core'],
  synth: ['src/core'],
  'mocks/scanner': ['src/core', 'src/service'],
  'mocks/gateway': ['src/core', 'src/inti', 'src/service'],
  'mocks/ncb': ['src/core', 'src/service'],
  'mocks/link': ['src/core', 'src/service'],
  matcher: ['src/core', 'src/service'],
  reports: ['src/core', 'src/store', 'src/verdict'],
};

interface Source {
  /** Path from the root with forward slashes. */
  file: string;
  text: string;
  imports: string[];
}

const sources = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
  .map((file): Source => {
    const path = join(root, folder, file);
    const text = readFileSync(path, 'utf8');
    const imports = [...text.matchAll(/^(?:import|export)\s[^'"]*?from\s+'([^']+)'|^import '([^']+)'/gm)].map((match) => match[1] ?? match[2]!);
    return { file: relative(root, path).split(sep).join('/'), text, imports };
  }));

const production = sources.filter(({ file }) => !/\.test\.ts$|\/testing\/|\/bench|test-/.test(file));

function roomOf(file: string): string | null {
  return Object.keys(mayImport).find((room) => file.startsWith(`${room}/`)) ?? null;
}

describe('the house', () => {
  test('every source file lives in a known room', () => {
    expect(production.filter(({ file }) => roomOf(file) === null).map(({ file }) => file)).toEqual([]);
  });

  test('rooms import in one direction only', () => {
    const wrong = production.flatMap(({ file, imports }) => imports.filter((name) => name.startsWith('.')).flatMap((name) => {
      const imported = relative(root, resolve(root, dirname(file), name)).split(sep).join('/');
      const [from, to] = [roomOf(file)!, roomOf(imported)];
      return to === null || to === from || mayImport[from]!.includes(to) ? [] : [`${file} -> ${imported}`];
    }));
    expect(wrong).toEqual([]);
  });

  test('src/core and scenarios import nothing that k6 could not load', () => {
    const foreign = production.filter(({ file }) => file.startsWith('src/core/') || file.startsWith('scenarios/'))
      .flatMap(({ file, imports }) => imports.filter((name) => !name.startsWith('.') && !name.startsWith('k6')).map((name) => `${file} -> ${name}`));
    expect(foreign).toEqual([]);
  });

  test('nothing draws unseeded randomness or reads the clock outside a clock module', () => {
    const unseeded = production.filter(({ file, text }) => !/clock[^/]*\.ts$/.test(file) && /Math\.random\(|Date\.now\(|new Date\(\)/.test(text)).map(({ file }) => file);
    expect(unseeded).toEqual([]);
  });
});
