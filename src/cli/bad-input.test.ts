import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeTrust } from '../service/trust.ts';
import { Hotspot, miniOperation } from './testing/hotspot.ts';

function folder(): string {
  return mkdtempSync(join(tmpdir(), 'hotspot-bad-'));
}

/** Runs a command that must be refused: exit 2, no stack trace, no run made. */
async function refused(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const runsDir = folder();
  const hotspot = new Hotspot(args, runsDir, env);
  expect(await hotspot.ended, hotspot.stderr).toBe(2);
  expect(hotspot.stdout).toBe('');
  expect(hotspot.stderr).not.toMatch(/^\s+at /m);
  if (!env['HOTSPOT_RUNS']) expect(readdirSync(runsDir)).toEqual([]);
  return hotspot.stderr;
}

describe('bad input is told once, clearly, before anything is made', () => {
  test('an operation file with several faults: each with line, column, value, expectation and hint', async () => {
    const file = join(folder(), 'mine.yaml');
    writeFileSync(file, readFileSync(miniOperation, 'utf8').replace('days: 1', 'days: none').replace('link: 3g', 'link: 5g').replace('devices: 3', 'devises: 3'));
    const told = await refused(['rehearse', file]);
    expect(told).toMatch(/mine\.yaml:\d+:\d+: days: got "none", expected .*Hint: /);
    expect(told).toMatch(/mine\.yaml:\d+:\d+: .*devises/);
    expect(told).toContain('OPERATION_INVALID');
  });

  test('an unknown link profile: the known ones are listed', async () => {
    const file = join(folder(), 'mine.yaml');
    writeFileSync(file, readFileSync(miniOperation, 'utf8').replace('link: 3g', 'link: 5g'));
    expect(await refused(['validate', file])).toMatch(/sites\.1\.link: got "5g", expected a link profile: .*vsat-geo/);
  });

  test('an unknown operation, command or option', async () => {
    expect(await refused(['rehearse', 'nowhere-2021'])).toContain('slovenia-2021');
    expect(await refused(['rehearsal'])).toContain("unknown command 'rehearsal'");
    expect(await refused(['rehearse', miniOperation, '--sed', '3'])).toContain('Did you mean --seed');
    expect(await refused(['rehearse', miniOperation, '--seed', '-3'])).toContain('is not a whole number');
  });

  test('a missing tool', async () => {
    expect(await refused(['rehearse', miniOperation], { K6_BIN: '/bin/false' })).toMatch(/k6 is not there, or too old[^]*ENGINE_MISSING/);
  });

  test('a runs folder that cannot be written, or that is no folder', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(await refused(['rehearse', miniOperation], { HOTSPOT_RUNS: join(file, 'runs') })).toContain('RUN_FOLDER_UNWRITABLE');
  });

  test('a run store that is none, or is damaged: report refuses it, runs still lists the others', async () => {
    const runsDir = folder();
    mkdirSync(join(runsDir, 'damaged'));
    writeFileSync(join(runsDir, 'damaged', 'run.sqlite'), 'not a database');
    expect(await refused(['report', 'damaged'], { HOTSPOT_RUNS: runsDir })).toContain('RUN_STORE_CORRUPT');
    expect(await refused(['report', 'nowhere'], { HOTSPOT_RUNS: runsDir })).toContain('RUN_STORE_MISSING');
    const listed = new Hotspot(['runs', '--json'], runsDir);
    expect(await listed.ended).toBe(0);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ runId: 'damaged', verdict: 'CORRUPT' }]);
    expect(readFileSync(join(runsDir, 'damaged', 'run.sqlite'), 'utf8')).toBe('not a database');
  });

  test('a target without its files, on another host, or where nobody answers', async () => {
    const trust = await makeTrust(folder());
    const files = ['--target-ca', trust.caFile, '--target-cert', trust.operator.certFile, '--target-key', trust.operator.keyFile];
    const missing = await refused(['rehearse', miniOperation, '--target', 'http://127.0.0.1:1', '--target-ca', '/nowhere']);
    expect(missing).toMatch(/expected an https URL.*--target-ca: no file.*--target-cert: missing/);
    expect(await refused(['rehearse', miniOperation, '--target', 'https://biometrics.example:8443', ...files])).toContain('--allow-target biometrics.example');
    expect(await refused(['rehearse', miniOperation, '--target', 'https://127.0.0.1:9', ...files])).toMatch(/TARGET_UNREACHABLE/);
  });
});

describe('hotspot', () => {
  test('lists its commands, one line each, with examples', async () => {
    const hotspot = new Hotspot([], folder());
    expect(await hotspot.ended).toBe(0);
    for (const word of ['rehearse', 'validate', 'report', 'runs', 'synth', 'inspect', 'doctor', 'layout', 'Examples:']) expect(hotspot.stdout).toContain(word);
  });

  test('ends in peace when nobody reads on', async () => {
    const hotspot = new Hotspot(['rehearse', '--help'], folder());
    hotspot.child.stdout!.destroy();
    expect([await hotspot.ended, hotspot.stderr]).toEqual([0, '']);
  });

  test('doctor tells what is present, which version, from where', async () => {
    const hotspot = new Hotspot(['doctor', '--json'], folder());
    expect(await hotspot.ended).toBe(0);
    const findings = JSON.parse(hotspot.stdout) as { name: string; found: boolean; from: string }[];
    for (const name of ['node', 'k6', 'toxiproxy-server', 'matcher addon', 'synth addon']) {
      const finding = findings.find((candidate) => candidate.name === name)!;
      expect(finding.found && existsSync(finding.from), name).toBe(true);
    }
  });

  test('validate prints how long a rehearsal takes', async () => {
    const hotspot = new Hotspot(['validate', 'western-balkans-2021'], folder());
    expect(await hotspot.ended).toBe(0);
    expect(hotspot.stdout).toMatch(/837 checks in 1 round, 12 sites, 35 devices[^]*plays for about \d+ min/);
  });
});
